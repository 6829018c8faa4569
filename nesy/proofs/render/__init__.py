"""Views of answers and proofs: English, terminal, HTML, SVG, Mermaid, DOT and LaTeX."""
