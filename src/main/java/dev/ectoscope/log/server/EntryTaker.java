package dev.ectoscope.log.server;

/** Takes the reports of one log in order. */
interface EntryTaker {

  void entry(ServerEntry entry);

  void unread(long line, String reason);
}
