"""声 服务找人: everything that happens without being asked: reminders, notices, and their delivery."""
