"""Settings, addresses and wiring of the whole. Imports all; holds no logic."""
