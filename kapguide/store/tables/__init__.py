"""What lies in the file: the tables (`schema`, `..._tables`), and the rows as they are written and read.

`changes` and the `..._rows` write, each inside a transaction of the writer and with its audit row; `queries` read.
"""
