"""Cards: theme and Jinja2 make a card's markup; text fitted and checked; the engine behind one wall."""
