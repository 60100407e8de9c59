"""AME: the toolkit of ame.yml."""
