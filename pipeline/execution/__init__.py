"""Run plans: store, sandbox, runner, schedule, events, explain. Floor 6, the only room with effects."""
