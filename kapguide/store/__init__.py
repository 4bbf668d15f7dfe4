"""The encrypted record on disk. The rest of the program talks to `records.Store` and to nothing behind it.

Opening: `setup`, `vault` with its `slots`, `people` and `delay`; `place`, `lock`, `opening`, `restore`.
Writing: `entries` say what, `changes` and the `..._rows` do it; `writer` saves, `keeping` and `aside` lose nothing.
Reading: `queries`, `search`, `notes`, `holding`.
Trust: `seals`, `audit` and `anchor` on the way in; `checks`, `agreement`, `index_check` and `wal` when it is doubted.
Signatures: `signature_tables` lay the locks, `signature_rows` sign, `signature_check` asks whether it still holds.
The file itself: `database`, `schema`, `live_file`, `ballast`, `failures`; copies of it: `backup`, `merge`.
"""
