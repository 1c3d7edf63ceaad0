package dev.ectoscope.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class FingerprintTest {

  @Example
  void isSixteenHexadecimalDigits() {
    assertThat(Fingerprint.of("select 1")).matches("[0-9a-f]{16}");
    assertThat(Fingerprint.of("")).matches("[0-9a-f]{16}");
  }

  @Example
  void forgetsLiteralsAndParameters() {
    assertThat(
            Fingerprint.normalise(
                "SELECT 'it''s', E'a\\'b', $tag$x'y$tag$, $$z$$, 5, 1.5e-3, .5, -7, $12"))
        .isEqualTo("select ?,?,?,?,?,?,?,?,?");
  }

  @Example
  void aNegativeNumberIsALiteralAndASubtractionIsNot() {
    assertSame("a = -5", "a=5");
    assertThat(Fingerprint.normalise("a - 5")).isEqualTo("a - ?");
    assertThat(Fingerprint.normalise("a -5")).isEqualTo("a - ?");
  }

  @Example
  void keepsDigitsInNames() {
    assertThat(Fingerprint.normalise("SELECT p0.\"id\", sc0.x1 FROM table_2 AS p0"))
        .isEqualTo("select p0.\"id\",sc0.x1 from table_2 as p0");
  }

  @Example
  void keepsQuotedIdentifiersExactly() {
    assertThat(Fingerprint.normalise("\"A  b\"\"1\".\"C\"")).isEqualTo("\"A  b\"\"1\".\"C\"");
    assertThat(Fingerprint.of("SELECT \"Id\"")).isNotEqualTo(Fingerprint.of("SELECT \"id\""));
  }

  @Example
  void removesCommentsAndTrailingSemicolons() {
    assertSame("SELECT /* a /* nested */ ' */ 1 -- it's\n FROM t;", "select 1 from t");
  }

  @Example
  void shortensLists() {
    assertThat(Fingerprint.normalise("x IN ($1, $2,$3)")).isEqualTo("x in (?)");
    assertThat(Fingerprint.normalise("x IN ('a'::text, 'b'::text)")).isEqualTo("x in (? :: text)");
    assertThat(Fingerprint.normalise("(a,b) IN (($1,$2),($3,$4))")).isEqualTo("(a,b) in ((?,?))");
    assertThat(Fingerprint.normalise("x = ANY(ARRAY[1,2,3])")).isEqualTo("x = any (array [?])");
    assertThat(
            Fingerprint.normalise(
                "INSERT INTO t (a,b) VALUES ($1,$2),($3,DEFAULT), ($5,$6) RETURNING id"))
        .isEqualTo("insert into t (a,b) values (?,?) returning id");
  }

  @Example
  void keepsArgumentsAndColumns() {
    assertThat(Fingerprint.of("f($1, $2)")).isNotEqualTo(Fingerprint.of("f($1)"));
    assertThat(Fingerprint.of("SELECT a, b")).isNotEqualTo(Fingerprint.of("SELECT a"));
  }

  @Example
  void readsTextThatIsCutShort() {
    for (String sql :
        List.of(
            "'abc",
            "\"abc",
            "$x$ abc",
            "/* abc",
            "-- abc",
            "x IN ($1,",
            "VALUES ($1),(",
            "E'\\",
            "$",
            ")")) {
      assertThatCode(() -> Fingerprint.of(sql)).doesNotThrowAnyException();
    }
  }

  @Property
  void normalisingAnyTextTwiceChangesNothing(@ForAll String text) {
    assertIdempotent(text);
  }

  @Property(tries = 5000)
  void normalisingTokenSoupTwiceChangesNothing(@ForAll("soup") String text) {
    assertIdempotent(text);
  }

  @Property
  void theLengthOfAnInListDoesNotMatter(@ForAll @IntRange(min = 1, max = 200) int length) {
    assertSame(
        "SELECT 1 FROM t WHERE id IN (" + parameters(1, length) + ") AND a = $1",
        "SELECT 1 FROM t WHERE id IN (7) AND a = 2");
  }

  @Property
  void theNumberOfRowsDoesNotMatter(@ForAll @IntRange(min = 1, max = 200) int rows) {
    String values =
        IntStream.range(0, rows)
            .mapToObj(r -> "(" + parameters(3 * r + 1, 3) + ")")
            .collect(Collectors.joining(","));
    assertSame(
        "INSERT INTO t (a,b,c) VALUES " + values + " RETURNING id",
        "INSERT INTO t (a,b,c) VALUES ($1,$2,$3) RETURNING id");
  }

  @Property
  void whiteSpaceDoesNotMatter(@ForAll("blanks") List<String> blanks) {
    String[] tokens =
        "SELECT p0.\"id\" FROM \"posts\" AS p0 WHERE ( p0.\"a\" = $1 ) AND p0.b IN ( 'x' , 'y' ) LIMIT 5"
            .split(" ");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < tokens.length; i++) {
      text.append(tokens[i]).append(blanks.get(i % blanks.size()));
    }
    assertSame(text.toString(), String.join(" ", tokens));
  }

  @Provide
  Arbitrary<List<String>> blanks() {
    return Arbitraries.of(" ", "\n", "\t  ", " /* c */ ", " -- c\n")
        .list()
        .ofMinSize(1)
        .ofMaxSize(20);
  }

  @Provide
  Arbitrary<String> soup() {
    return Arbitraries.of(
            "select", "IN", "values", "ARRAY", "(", ")", "[", "]", ",", ".", ";", "-", "+", "--",
            "/*", "*/", "*", "=", "?", "?|", "::", "'", "\"", "$", "$1", "$a$", "E'", "\\", "1",
            "2.5", ".5", "1e", "a", "p0", "\"q\"", "'x'", " ", "\n", "é", "\u0000", "#>", "@")
        .list()
        .ofMaxSize(25)
        .map(parts -> String.join("", parts));
  }

  private static String parameters(int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(n -> "$" + n)
        .collect(Collectors.joining(","));
  }

  private static void assertIdempotent(String text) {
    String once = Fingerprint.normalise(text);
    assertThat(Fingerprint.normalise(once)).as("normalised from <%s>", text).isEqualTo(once);
  }

  private static void assertSame(String left, String right) {
    assertThat(Fingerprint.normalise(left)).isEqualTo(Fingerprint.normalise(right));
    assertThat(Fingerprint.of(left)).isEqualTo(Fingerprint.of(right));
  }
}
