"""The encrypted record on disk. The rest of the program talks to `records.Store` and to little behind it.

From the ground up: `keys` is the vault, `file` the file that it opens, `private` the files beside it that only their
author can read, `chain` the audit log that vouches for every row, `tables` what lies in the file. `checking` asks
whether it is whole, `writing` saves and loses nothing, `copies` are the backups, `opening` leads in: set-up, new
versions, restore, merge. `contents` is what an open record is asked for, `search` finds what was written. `records`
puts it together, and `people` changes who may open it. Each imports only what stands before it.
"""
