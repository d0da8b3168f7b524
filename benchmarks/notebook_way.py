"""The monthly segmentation as a competent notebook does it, its cells run in order as one script.

This is the baseline `report_cost.py` measures: written in good faith, with the calls such notebooks use and
none of this project's code. It asks the same question of the same months, draws the same kinds of picture
and ends in a PDF, so that what differs is the way, not the work.

    python benchmarks/notebook_way.py online_retail_II.xlsx 2011-11 OUTPUT_FOLDER
"""

from __future__ import annotations

import base64
import io
import sys
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler
from weasyprint import HTML

FEATURES = ["recency", "frequency", "monetary"]
KS = range(2, 11)


def read(workbook: Path) -> pd.DataFrame:
    """Read every sheet and put them together, as pandas' own documentation has it."""
    text = {"Invoice": str, "StockCode": str}
    sheets = pd.read_excel(workbook, sheet_name=None, engine="openpyxl", dtype=text)
    return pd.concat(sheets.values(), ignore_index=True)


def clean(lines: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Keep the twelve months' sales of products to known customers."""
    lines = lines.drop_duplicates()
    lines = lines.dropna(subset=["Customer ID"])
    lines = lines[~lines["Invoice"].str.startswith("C")]
    lines = lines[lines["StockCode"].str.match(r"^(\d{5}[a-zA-Z]*|PADS)$")]
    lines = lines[(lines["Quantity"] > 0) & (lines["Price"] > 0)]
    window = (lines["InvoiceDate"] >= as_of - pd.DateOffset(months=12)) & (lines["InvoiceDate"] < as_of)
    lines = lines[window].copy()
    lines["Customer ID"] = lines["Customer ID"].astype(int)
    lines["Amount"] = lines["Quantity"] * lines["Price"]
    return lines


def rfm(lines: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """One row per customer: recency in days, invoices, money spent."""
    customers = lines.groupby("Customer ID").agg(
        last=("InvoiceDate", "max"),
        frequency=("Invoice", "nunique"),
        monetary=("Amount", "sum"),
    )
    customers["recency"] = (as_of - customers["last"]).dt.days
    return customers[FEATURES]


def cluster(customers: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Standardise, try every k, keep the one of the best silhouette."""
    scaled = StandardScaler().fit_transform(customers)
    curve, labels = [], {}
    for k in KS:
        model = KMeans(n_clusters=k, n_init=20, random_state=42)
        labels[k] = model.fit_predict(scaled)
        score = silhouette_score(scaled, labels[k])
        curve.append({"k": k, "inertia": model.inertia_, "silhouette": score})
    scores = pd.DataFrame(curve)
    best = int(scores.loc[scores["silhouette"].idxmax(), "k"])
    return customers.assign(cluster=labels[best]), scores


def picture(figure: Figure) -> str:
    """Turn a figure into an ``img`` element that carries its own bytes."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=150, bbox_inches="tight")
    plt.close(figure)
    return f'<img src="data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}">'


def charts(customers: pd.DataFrame, scores: pd.DataFrame) -> list[str]:
    """Draw the elbow and silhouette curves, a violin plot per feature, the clusters in 3D."""
    curves, axes = plt.subplots(1, 2, figsize=(11, 4))
    for axis, column in zip(axes, ["inertia", "silhouette"], strict=True):
        sns.lineplot(scores, x="k", y=column, marker="o", ax=axis)

    violins, axes = plt.subplots(3, 1, figsize=(10, 14))
    for axis, column in zip(axes, FEATURES, strict=True):
        sns.violinplot(customers, x="cluster", y=column, hue="cluster", palette="tab10", ax=axis)

    space = plt.figure(figsize=(9, 9))
    axis = space.add_subplot(projection="3d")
    axis.scatter(*(customers[column] for column in FEATURES), c=customers["cluster"], cmap="tab10", s=8)
    axis.set(xlabel="recency", ylabel="frequency", zlabel="monetary")
    return [picture(figure) for figure in (curves, violins, space)]


def report(customers: pd.DataFrame, pictures: list[str], month: str) -> str:
    """Put the cluster averages and the pictures on a page."""
    table = customers.groupby("cluster")[FEATURES].mean()
    table["customers"] = customers["cluster"].value_counts()
    style = "body { font-family: sans-serif } img { max-width: 100% } td, th { padding: 4px 12px }"
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><style>{style}</style></head><body>
    <h1>Customer segments, {month}</h1>
    <p>{len(customers):,} customers spent {customers["monetary"].sum():,.2f}.</p>
    {table.round(2).to_html()}{"".join(pictures)}</body></html>"""


def main(workbook: Path, month: str, output: Path) -> None:
    """Run the notebook's cells from the first to the last."""
    mpl.use("Agg")
    as_of = pd.Timestamp(month) + pd.DateOffset(months=1)
    lines = clean(read(workbook), as_of)
    customers, scores = cluster(rfm(lines, as_of))
    page = report(customers, charts(customers, scores), month)
    output.mkdir(parents=True, exist_ok=True)
    customers.to_csv(output / "customers.csv")
    (output / "report.html").write_text(page, encoding="utf-8")
    HTML(string=page).write_pdf(output / "report.pdf")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
