"""Learns to tell three kinds of iris apart, prints how well it does, and saves what it has learned."""

import csv
from pathlib import Path

import joblib
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

MEASURES = ("sepal_length", "sepal_width", "petal_length", "petal_width")

with Path("iris.csv").open(newline="") as file:
    flowers = list(csv.DictReader(file))
measured = [[float(flower[name]) for name in MEASURES] for flower in flowers]
species = [flower["species"] for flower in flowers]

known, unseen, known_species, unseen_species = train_test_split(
    measured, species, test_size=0.3, stratify=species, random_state=7
)
model = LogisticRegression(max_iter=1000).fit(known, known_species)
print(f"learned from {len(known)} flowers")
print(f"accuracy on {len(unseen)} others: {model.score(unseen, unseen_species):.3f}")
joblib.dump(model, "model.joblib")
