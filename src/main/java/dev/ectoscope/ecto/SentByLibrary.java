package dev.ectoscope.ecto;

import dev.ectoscope.elixir.RepoCall;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import java.util.List;
import java.util.Optional;

/**
 * A library that sends the statements itself, for what the application has declared or asked of it
 * in the library's own words: code of Ecto has no place there.
 */
enum SentByLibrary {
  NONE,
  ASH,
  /** Pages for administrators, made of the schemas. */
  KAFFY,
  EX_ADMIN;

  /** Those that resources' rows are read and written by. */
  private static final List<String> ASHS =
      List.of("Ash", "AshPostgres", "AshSql", "AshPhoenix", "AshGraphql", "AshJsonApi", "AshAdmin");

  /**
   * Who sends the statement of a fix: what the call that was found says counts more than a frame.
   *
   * @param printed frames of the log
   */
  static SentByLibrary of(Fix fix, Names here, List<CallSite> printed) {
    if (fix instanceof Fix.Scope || fix instanceof Fix.Window) {
      return NONE; // of many statements
    }
    Optional<RepoCall> call = here.call();
    if (call.isPresent()) {
      return call.get().isOfAsh() ? ASH : NONE;
    }
    String function = printed.isEmpty() ? "" : printed.get(0).function();
    String first = function.substring(0, Math.max(0, function.indexOf('.')));
    if (ASHS.contains(first) || table(fix).filter(here::isResource).isPresent()) {
      return ASH;
    }
    return switch (first) {
      case "Kaffy" -> KAFFY;
      case "ExAdmin" -> EX_ADMIN;
      default -> NONE;
    };
  }

  private static Optional<String> table(Fix fix) {
    if (fix instanceof Fix.Preload preload) {
      return Optional.of(preload.childTable());
    }
    if (fix instanceof Fix.LookupByKeys lookup) {
      return Optional.of(lookup.table());
    }
    if (fix instanceof Fix.InsertAll insert) {
      return Optional.of(insert.table());
    }
    if (fix instanceof Fix.UpdateAll update) {
      return Optional.of(update.table());
    }
    return fix instanceof Fix.DeleteAll delete ? Optional.of(delete.table()) : Optional.empty();
  }

  /** The change in the library's words; empty where they are not known here. */
  Optional<List<Finding.Code>> codes(Fix fix, Names here) {
    return switch (this) {
      case ASH -> new AshCode(here).write(fix);
      case KAFFY, EX_ADMIN -> new AdminCode(here, this).write(fix);
      case NONE -> Optional.empty();
    };
  }

  /** Said before Ecto's words. */
  String otherwise() {
    return switch (this) {
      case ASH -> AshCode.otherwise();
      case KAFFY, EX_ADMIN ->
          "A page of " + label() + " sends this query: what follows has to be said in its words.";
      case NONE -> "";
    };
  }

  private String label() {
    return this == KAFFY ? "Kaffy" : "ExAdmin";
  }
}
