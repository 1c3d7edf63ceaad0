package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent.UnitKind;

/**
 * What the function that asked tells of the unit of work it ran in, by the names that behaviours of
 * Elixir, Phoenix and Broadway give to their callbacks.
 */
final class Callers {

  private static final String CONTROLLER = "Controller.";

  private Callers() {}

  /** Whether the function can have run in a unit of the kind. */
  static boolean mayRunIn(UnitKind kind, CallSite site) {
    if (kind == UnitKind.OTHER || !site.isApplication()) {
      return true;
    }
    boolean request = kind == UnitKind.REQUEST;
    return !site.isMessage() && (request ? !isEvent(site.function()) : !isAction(site.function()));
  }

  /** What somebody clicked comes over the socket. */
  private static boolean isEvent(String function) {
    return function.endsWith(".handle_event/3");
  }

  private static boolean isAction(String function) {
    return function.startsWith(CONTROLLER, function.lastIndexOf('.') + 1 - CONTROLLER.length());
  }

  /** Whether it is the controller's action that the unit runs: {@code PostController.index}. */
  static boolean isAction(String action, String function) {
    int slash = function.lastIndexOf('/');
    int at = slash - action.length();
    return !action.isEmpty()
        && at > 0
        && function.startsWith(action, at)
        && function.charAt(at - 1) == '.';
  }

  /** Whether the function is of the module that the unit runs: a LiveView, or a worker. */
  static boolean isOfModule(UnitKind kind, String unit, String function) {
    if (kind != UnitKind.LIVE_VIEW && kind != UnitKind.JOB) {
      return false;
    }
    int module = Math.max(0, function.lastIndexOf('.')); // where it ends
    if (kind == UnitKind.JOB) {
      return module == unit.length() && function.startsWith(unit);
    }
    int blank = unit.indexOf(' ');
    int view = blank < 0 ? unit.length() : blank;
    int from = module - view;
    return from > 0
        && function.charAt(from - 1) == '.'
        && function.regionMatches(from, unit, 0, view);
  }
}
