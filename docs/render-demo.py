#!/usr/bin/env python3
"""Draws docs/demo.svg from a recorded run of the demo:

  script -qec "stty cols 110 rows 60; ./demo.sh" demo.typescript    # the second time, when nothing is built
  docs/render-demo.py demo.typescript > docs/demo.svg
"""
import re
import sys
from xml.sax.saxutils import escape

COLUMNS, FONT, LINE, PAD = 110, 14, 18, 16
CELL = FONT * 0.6
COLORS = {"2": "#4ec36b", "9": "#ff6b6b", "8": "#8b949e", "11": "#e5c07b", "14": "#56b6c2", None: "#d4d4d4"}


def color(parameters):
    """The colour that a sequence such as 38;5;8 asks for."""
    parts = parameters.split(";")
    return parts[2] if parts[:2] == ["38", "5"] else None


def screen(text):
    """What the terminal shows at the end: rows of (character, colour)."""
    rows, row, column, paint = [[]], 0, 0, None
    for sequence, final, char in re.findall(r"\x1b\[([0-9;?]*)([A-Za-z])|([^\x1b])", text.replace("\x1b=", "").replace("\x1b>", "")):
        if final == "m":
            paint = color(sequence)
        elif final == "A":
            row = max(0, row - int(sequence or 1))
        elif final == "K":
            rows[row] = [] if sequence == "2" else rows[row][:column]
        elif char == "\r":
            column = 0
        elif char == "\n":
            row += 1
        elif char and char >= " ":
            while len(rows) <= row:
                rows.append([])
            rows[row] += [(" ", None)] * (column + 1 - len(rows[row]))
            rows[row][column] = (char, paint)
            column += 1
        while len(rows) <= row:
            rows.append([])
    return rows


def draw(row, y):
    """One row as SVG, a piece per colour. Every piece is stretched to its columns, whatever font is there."""
    start = 0
    while start < len(row):
        end = start
        while end < len(row) and row[end][1] == row[start][1]:
            end += 1
        piece = "".join(char for char, _ in row[start:end])
        if piece.strip():
            left = start + len(piece) - len(piece.lstrip())
            shown = piece.strip()
            yield (f'<text x="{PAD + left * CELL:.1f}" y="{y}" fill="{COLORS.get(row[start][1], COLORS[None])}" '
                   f'textLength="{len(shown) * CELL:.1f}" lengthAdjust="spacingAndGlyphs">{escape(shown)}</text>')
        start = end


def main():
    lines = open(sys.argv[1], encoding="utf-8", newline="").read().split("\n")
    rows = screen("\n".join(line for line in lines if not line.startswith("Script ")))
    while rows and not any(char != " " for char, _ in rows[-1]):
        rows.pop()
    while rows and not any(char != " " for char, _ in rows[0]):
        rows.pop(0)
    width, height = 2 * PAD + COLUMNS * CELL, 2 * PAD + LINE * (len(rows) + 1)
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" font-size="{FONT}" '
          'font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace" xml:space="preserve">')
    print(f'<rect width="100%" height="100%" rx="8" fill="#1e1e1e"/>\n<text x="{PAD}" y="{PAD + FONT}" fill="#4ec36b">$ ./demo.sh</text>')
    for index, row in enumerate(rows):
        for piece in draw(row, PAD + FONT + LINE * (index + 1)):
            print(piece)
    print("</svg>")


main()
