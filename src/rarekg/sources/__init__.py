"""Sources: their manifests (`ingest/<source>/source.toml`), their files, and fetching them."""
