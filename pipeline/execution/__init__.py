"""Run plans: store, sandbox, runner, schedule, events, explain. The only room with effects."""
