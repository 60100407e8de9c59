"""The language server of ame.yml."""
