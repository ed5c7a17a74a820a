"""Pure journeys: state, advance(state, event) and view(state)."""
