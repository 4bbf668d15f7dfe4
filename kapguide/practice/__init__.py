"""Where the edges meet, without Qt: sessions recorded, sound heard, documents written."""
