"""Documents made from a frozen report.

`log` tells the events and `report` freezes what they come to; `note` is written from it and edited, `record` is the
tables behind the note. `document` puts both in order as `blocks`, which each form of `forms` gives a shape.
"""
