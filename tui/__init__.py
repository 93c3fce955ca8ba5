"""How an officer sees and touches the duty log; imports core and never speaks HTTP."""
