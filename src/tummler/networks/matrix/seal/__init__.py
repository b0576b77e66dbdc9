"""Sealing direct chats from one end to the other: Olm and Megolm, as every Matrix app does.

https://spec.matrix.org/latest/client-server-api/#end-to-end-encryption. May import `vodozemac` and `cryptography`. What
has to be kept lies in the channel's sealed secrets, and is changed only there (`Connection.change_secrets`).
"""
