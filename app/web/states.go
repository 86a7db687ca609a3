package web

// taskState is how far somebody is with a task.
type taskState string

const (
	taskLocked taskState = "locked" // another comes first
	taskTodo   taskState = "todo"
	taskDoing  taskState = "doing"
	taskDone   taskState = "done"
	taskLate   taskState = "late"
)

func (l *language) taskState(s taskState) badge {
	class := map[taskState]string{taskLocked: "none", taskTodo: "no", taskDoing: "open", taskDone: "yes", taskLate: "late"}[s]
	return badge{class, l.T("task." + string(s))}
}
