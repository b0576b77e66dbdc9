"""Real servers on loopback for tests and for trying things by hand, started and stopped as context managers.

bluesky.pds(), bluesky.network()   Bluesky's reference servers            postgres.postgres()   PostgreSQL
jetstream.jetstream(firehose)      a stand-in for Jetstream, v1 and v2     valkey.valkey()       Valkey
chat.chat(pds)                     a stand-in for direct messages          chromium.launch()     a browser
mastodon.mastodon(), recordings()  a Mastodon emulator, real answers       faults.proxy(url)     any of them, faulty

May import the standard library, the test dependencies and nothing of `tummler`; touches only loopback,
temporary folders and `.cache/servers`. `python -m tests.servers --help` starts them in the foreground.
"""
