"""The demonstration practice: fictional clients in different places of their course, as a file tells it."""
