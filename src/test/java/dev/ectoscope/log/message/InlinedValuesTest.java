package dev.ectoscope.log.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.Query;
import dev.ectoscope.log.message.InlinedValues.Taken;
import dev.ectoscope.log.reading.LogReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Ecto.DevLogger prints is the query that Ecto sent. */
class InlinedValuesTest {

  private static final String BOATS = "SELECT b0.\"id\" FROM \"boats\" AS b0 ";

  /** Parts of queries themselves, though they look like values. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "WHERE (b0.\"gone_at\" IS NULL) LIMIT 1",
        "WHERE (b0.\"open\" = TRUE)",
        "WHERE (b0.\"data\"->>'colour' IS NOT NULL)",
        "WHERE (b0.\"at\" > now() - interval '1 day')",
        "WHERE (exists((SELECT 1 FROM \"crews\" AS s0 WHERE (s0.\"boat_id\" = b0.\"id\"))))",
        "ORDER BY date_trunc('day', b0.\"at\"), b0.\"id\"",
        "/* request 7 */"
      })
  void whatTheQueryHoldsStays(String rest) {
    assertThat(InlinedValues.of(BOATS + rest)).isEqualTo(new Taken(BOATS + rest, "[]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          WHERE (b0."id" = 7)                        | WHERE (b0."id" = $1)                   | [7]
          WHERE (b0."id" = -7) OR (b0."x" < 1.5e-3)  | WHERE (b0."id" = $1) OR (b0."x" < $2)  | [-7, 1.5e-3]
          WHERE (b0."name" = 'O''Brien "b" \\ c')    | WHERE (b0."name" = $1)                 | ["O'Brien \\"b\\" \\\\ c"]
          WHERE (b0."id" = ANY('{1,2,30}'))          | WHERE (b0."id" = ANY($1))              | [[1, 2, 30]]
          WHERE (b0."tag" = ANY('{a,"b, c"}'))       | WHERE (b0."tag" = ANY($1))             | [["a", "b, c"]]
          WHERE (b0."id" IN (1,2)) LIMIT 20 OFFSET 40 | WHERE (b0."id" IN ($1,$2)) LIMIT $3 OFFSET $4 | [1, 2, 20, 40]
          WHERE (b0."owner_id" = NULL)               | WHERE (b0."owner_id" = $1)             | [nil]
          WHERE (b0."kind" = 2/*open*/)              | WHERE (b0."kind" = $1)                 | [:open]
          WHERE (b0."kinds" = ARRAY[1/*a*/,5/*b*/])  | WHERE (b0."kinds" = $1)                | [[1, 5]]
          WHERE (b0."key" = DECODE('AQL/','BASE64')) | WHERE (b0."key" = $1)                  | [<<1, 2, 255>>]
          WHERE (lower(b0."name") = lower('X'))      | WHERE (lower(b0."name") = lower($1))   | ["X"]
          WHERE (b0."name" ILIKE '%a%') AND (b0."open" = true) | WHERE (b0."name" ILIKE $1) AND (b0."open" = $2) | ["%a%", true]
          """)
  void valuesAreParameters(String printed, String sent, String parameters) {
    assertThat(InlinedValues.of(BOATS + printed)).isEqualTo(new Taken(BOATS + sent, parameters));
  }

  @Test
  void writesSetValues() {
    assertThat(
            InlinedValues.of(
                "INSERT INTO \"boats\" (\"name\",\"open\") VALUES ('a',NULL),('b',true) RETURNING"
                    + " \"id\""))
        .isEqualTo(
            new Taken(
                "INSERT INTO \"boats\" (\"name\",\"open\") VALUES ($1,$2),($3,$4) RETURNING \"id\"",
                "[\"a\", nil, \"b\", true]"));
    assertThat(InlinedValues.of("UPDATE \"boats\" SET \"name\" = 'a' WHERE \"id\" = 7"))
        .isEqualTo(new Taken("UPDATE \"boats\" SET \"name\" = $1 WHERE \"id\" = $2", "[\"a\", 7]"));
    assertThat(InlinedValues.of("begin")).isEqualTo(new Taken("begin", "[]"));
  }

  /** Something lost its end, or its parameters. */
  @ParameterizedTest
  @ValueSource(strings = {"WHERE (b0.\"id\" = $1)", "WHERE (b0.\"id\" = 7", "WHERE b0.\"x\" = 'a"})
  void whatIsNotWholeIsNotTaken(String rest) {
    assertThat(InlinedValues.of(BOATS + rest)).isNull();
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "SELECT ",
            "WHERE ",
            "VALUES ",
            "(",
            ")",
            "'",
            "''",
            "\"",
            "7",
            "-",
            ".5e",
            "/*",
            "*/",
            "ARRAY[",
            "]",
            "DECODE('",
            "','BASE64')",
            "ANY('{",
            "}')",
            "$1",
            "?",
            ",",
            "é",
            "\n")
        .list()
        .ofMaxSize(40)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 500)
  void anythingIsReadOnceToItsEnd(@ForAll("texts") String text) {
    Taken taken = InlinedValues.of(text);
    assertThat(taken == null || taken.parameters().startsWith("[")).isTrue();
  }

  @Test
  void inALogWithColoursAndTheRepo() throws IOException {
    String cyan = "\u001b[36m";
    String value = "\u001b[38;5;31m";
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      log.append(
          cyan
              + "10:15:30.%03d [debug] QUERY OK source=\u001b[34m\"boats\"".formatted(i)
              + cyan
              + " repo=\u001b[34mHarbour.Repo"
              + cyan
              + " db=2.1ms decode=0.1ms\n"
              + "SELECT b0.\"id\" FROM \"boats\" AS b0 WHERE (b0.\"name\" = "
              + value
              + "'two\nlines'"
              + cyan
              + ")\u001b[90m\n↳ Harbour.boat/1, at: lib/harbour.ex:7\n\u001b[0m");
    }
    List<Query> queries = new ArrayList<>();
    InputFile file =
        new LogReader(e -> add(e, queries))
            .read("dev.log", new ByteArrayInputStream(log.toString().getBytes(UTF_8)), n -> {});
    assertThat(file.unread()).isEmpty();
    assertThat(queries).hasSize(20);
    assertThat(queries)
        .allSatisfy(
            query -> {
              assertThat(query.source()).isEqualTo("boats");
              assertThat(query.db()).isEqualTo(21);
              assertThat(query.statement().text()).endsWith("WHERE (b0.\"name\" = $1)");
              assertThat(query.parameters().text()).isEqualTo("[\"two\\nlines\"]");
              assertThat(query.callSite().line()).isEqualTo(7);
            });
  }

  private static void add(LogEvent event, List<Query> queries) {
    if (event instanceof Query query) {
      queries.add(query);
    }
  }
}
