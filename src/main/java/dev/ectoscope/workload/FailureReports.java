package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent.Failure;
import dev.ectoscope.log.LogEvent.FailureKind;
import dev.ectoscope.log.Position;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Error reports of one kind from one place.
 *
 * @param repo {@code MyApp.Repo} when the messages name it, or ""
 * @param code SQLSTATE, or ""
 * @param callSite first frame of the application in the stack, or unknown
 * @param count reports
 * @param first where the first one stands
 * @param text first line of the first one, parameters removed
 * @param longest milliseconds waited or allowed, the largest printed, or -1
 */
public record FailureReports(
    FailureKind kind,
    String repo,
    String code,
    CallSite callSite,
    long count,
    Position first,
    String text,
    long longest) {

  /** What reports are counted together by. */
  record Key(FailureKind kind, String repo, String code, CallSite callSite) {
    static Key of(Failure failure) {
      return new Key(failure.kind(), failure.repo(), failure.code(), failure.callSite());
    }

    long order() {
      long hash = kind.ordinal() * 31L + repo.hashCode();
      return DistinctCount.mix((hash * 31 + code.hashCode()) * 31 + callSite.toString().hashCode());
    }

    // Written out: what the compiler makes of records is linked at run time, milliseconds for each.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that
          && kind == that.kind
          && repo.equals(that.repo)
          && code.equals(that.code)
          && callSite.equals(that.callSite);
    }

    @Override
    public int hashCode() {
      int names = (kind.ordinal() * 31 + repo.hashCode()) * 31 + code.hashCode();
      return names * 31 + callSite.hashCode();
    }
  }

  static final Comparator<FailureReports> ORDER = Comparator.comparing(FailureReports::first);

  static FailureReports of(Failure failure) {
    return new FailureReports(
        failure.kind(),
        failure.repo(),
        failure.code(),
        failure.callSite(),
        1,
        failure.position(),
        failure.text(),
        failure.milliseconds());
  }

  Key key() {
    return new Key(kind, repo, code, callSite);
  }

  FailureReports merge(FailureReports other) {
    boolean mine = first.compareTo(other.first) <= 0;
    return new FailureReports(
        kind,
        repo,
        code,
        callSite,
        count + other.count,
        mine ? first : other.first,
        mine ? text : other.text,
        Math.max(longest, other.longest));
  }
}
