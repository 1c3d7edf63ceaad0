package dev.ectoscope.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlReaderTest {

  private final SqlReader reader = new SqlReader();

  @Test
  void readsAnEctoQuery() {
    Shape shape =
        shape(
            "SELECT p0.\"id\", p0.\"title\" FROM \"posts\" AS p0 WHERE ((p0.\"status\" ="
                + " 'published') AND (p0.\"deleted_at\" IS NULL)) ORDER BY p0.\"id\" DESC LIMIT 30"
                + " OFFSET $1");
    assertThat(shape.understood()).isTrue();
    assertThat(shape.kind()).isEqualTo(Kind.READ);
    assertThat(shape.rootTable()).isEqualTo("posts");
    assertThat(shape.projection())
        .containsExactly(new Column("posts", "id"), new Column("posts", "title"));
    assertThat(shape.predicates())
        .extracting(Predicate::canonical)
        .containsExactly("status = 'published'", "deleted_at IS NULL");
    assertThat(shape.order()).containsExactly(new SortKey(new Column("posts", "id"), "id", true));
    assertThat(shape.limit()).contains(new Bound(0, 30));
    assertThat(shape.offset()).contains(new Bound(1, -1));
    assertThat(shape.compound()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "p0.\"tenant_id\" = $1 | tenant_id | | EQUALS | tenant_id = $",
        "$1 < p0.\"n\" | n | | GREATER | n > $",
        "p0.\"id\" = ANY($1) | id | | ANY | id = ANY($)",
        "p0.\"id\" = ANY($1::uuid[]) | id | | ANY | id = ANY($)",
        "p0.\"id\" IN ($1, $2) | id | | IN | id IN ($)",
        "p0.\"s\" IN ('a', 'b') | s | | IN | s IN ('a','b')",
        "p0.\"s\" NOT IN ('a') | s | | OTHER | s NOT IN ('a')",
        "$1 = ANY(p0.\"labels\") | labels | | OTHER | $ = ANY(labels)",
        "p0.\"labels\" @> $1::varchar[] | labels | | CONTAINS | labels @> $::varchar[]",
        "p0.\"title\" LIKE $1 | title | | LIKE | title LIKE $",
        "p0.\"title\" ILIKE 'a%' | title | | ILIKE | title ILIKE 'a%'",
        "p0.\"title\" NOT LIKE 'a%' | title | | OTHER | title NOT LIKE 'a%'",
        "p0.\"n\" BETWEEN $1 AND $2 | n | | BETWEEN | n BETWEEN $ AND $",
        "p0.\"d\" IS NULL | d | | IS_NULL | d IS NULL",
        "NOT (p0.\"d\" IS NULL) | d | NOT (d IS NULL) | OTHER | NOT (d IS NULL)",
        "p0.\"active\" | active | | IS_TRUE | active",
        "NOT (p0.\"active\") | active | | IS_FALSE | NOT active",
        "p0.\"active\" IS FALSE | active | | IS_FALSE | active IS FALSE",
        "lower(p0.\"title\") = $1 | title | lower(title) | EQUALS | lower(title) = $",
        "p0.\"id\"::text = $1 | id | id::text | EQUALS | id::text = $",
        "extract(year from p0.\"d\")::int = $1 | d | extract(year FROM d)::int | EQUALS |"
            + " extract(year FROM d)::int = $",
        "p0.\"m\"->>'a' = $1 | m | m ->> 'a' | EQUALS | m ->> 'a' = $",
        "p0.\"m\"->'a'->>'b' IS NULL | m | (m -> 'a') ->> 'b' | IS_NULL | (m -> 'a') ->> 'b' IS"
            + " NULL",
        "(p0.\"m\"->>'n')::int > 9 | m | (m ->> 'n')::int | GREATER | (m ->> 'n')::int > 9",
        "(p0.\"m\"#>'{\"a\"}') = $1 | m | m #> '{\"a\"}' | EQUALS | m #> '{\"a\"}' = $",
        "now() > p0.\"at\" | at | | LESS | at < now()",
      })
  void readsAPredicate(
      String where, String column, String expression, Operator operator, String canonical) {
    Shape shape = shape("SELECT p0.\"id\" FROM \"posts\" AS p0 WHERE (" + where + ")");
    assertThat(shape.predicates()).as(shape.reason()).hasSize(1);
    Predicate predicate = shape.predicates().get(0);
    assertThat(predicate.column()).isEqualTo(new Column("posts", column));
    assertThat(predicate.expression()).isEqualTo(expression == null ? "" : expression);
    assertThat(predicate.operator()).isEqualTo(operator);
    assertThat(predicate.canonical()).isEqualTo(canonical);
  }

  @Test
  void namesTheOperand() {
    assertThat(operand("x = $3::bigint")).isEqualTo(new Operand.Parameter(3));
    assertThat(operand("x IN ($2,$3)")).isEqualTo(new Operand.Parameter(2));
    assertThat(operand("x = 'it''s'")).isEqualTo(new Operand.Literal("'it''s'"));
    assertThat(operand("x = -5")).isEqualTo(new Operand.Literal("-5"));
    assertThat(operand("x IN ('a', 'b')")).isEqualTo(new Operand.Literal("('a','b')"));
    assertThat(operand("x > now()")).isEqualTo(new Operand.Expression("now()"));
    assertThat(operand("x IS NULL")).isEqualTo(new Operand.None());
    assertThat(operand("x = t.y")).isEqualTo(new Operand.OtherColumn(new Column("t", "y")));
  }

  @Test
  void marksTheLeavesOfAnOr() {
    Shape shape = shape("SELECT id FROM t WHERE a = $1 AND (b = $2 OR (c = $3 OR d IS NULL))");
    assertThat(shape.predicates())
        .extracting(Predicate::disjunct)
        .containsExactly(false, true, true, true);
  }

  @Test
  void aJsonKeyEndsBeforeTheNextCondition() {
    Shape shape = shape("SELECT id FROM t WHERE m->>'a' = $1 AND b = 2 OR c = 3");
    assertThat(shape.predicates())
        .extracting(Predicate::canonical)
        .containsExactly("m ->> 'a' = $", "b = 2", "c = 3");
  }

  @Test
  void resolvesTheAliasesOfJoins() {
    Shape shape =
        shape(
            "SELECT u1.\"id\" FROM \"tenant_acme\".\"posts\" AS p0 INNER JOIN \"users\" AS u1"
                + " ON u1.\"id\" = p0.\"user_id\" WHERE (p0.\"id\" = $1)");
    assertThat(shape.relations())
        .containsExactly(
            new Relation("tenant_acme", "posts", "p0"), new Relation("", "users", "u1"));
    assertThat(shape.projection()).containsExactly(new Column("users", "id"));
    Predicate join = shape.predicates().get(1);
    assertThat(join.isJoin()).isTrue();
    assertThat(join.column()).isEqualTo(new Column("users", "id"));
    assertThat(join.operand()).isEqualTo(new Operand.OtherColumn(new Column("posts", "user_id")));
    assertThat(join.canonical()).isEqualTo("users.id = posts.user_id");
  }

  @Test
  void countsExpressionsAndNamesAggregates() {
    Shape shape = shape("SELECT count(*), coalesce(sum(o.total), 0), lower(o.name), o.id FROM o");
    assertThat(shape.expressions()).isEqualTo(3);
    assertThat(shape.aggregates()).containsExactly("count", "sum");
    assertThat(shape.projection()).containsExactly(new Column("o", "id"));
    Shape exists = shape("SELECT TRUE FROM \"reactions\" AS r0 LIMIT 1");
    assertThat(exists.expressions()).isEqualTo(1);
    assertThat(exists.projection()).isEmpty();
  }

  @Test
  void seesTheOutermostQueryOfACompoundOne() {
    Shape with =
        shape(
            "WITH \"x\" AS (SELECT c.id FROM c) SELECT p.a FROM p JOIN \"x\" AS x1 ON x1.id ="
                + " p.id");
    assertThat(with.compound()).isTrue();
    assertThat(with.relations()).extracting(Relation::table).containsExactly("p", "c");
    Shape union = shape("SELECT a FROM p WHERE b = 1 UNION ALL (SELECT a FROM c) LIMIT 3");
    assertThat(union.compound()).isTrue();
    assertThat(union.rootTable()).isEqualTo("p");
    assertThat(union.limit()).contains(new Bound(0, 3));
    assertThat(shape("SELECT a FROM p WHERE b IN (SELECT id FROM c)").compound()).isTrue();
  }

  @Test
  void readsFlags() {
    assertThat(shape("SELECT DISTINCT a FROM t").distinct()).isTrue();
    assertThat(shape("SELECT a FROM t GROUP BY a").grouped()).isTrue();
    assertThat(shape("SELECT a FROM t FOR UPDATE SKIP LOCKED").locking()).isTrue();
    assertThat(shape("SELECT a FROM t LIMIT ALL").limit()).isEqualTo(Optional.empty());
    assertThat(shape("SELECT a FROM t FETCH FIRST 3 ROWS ONLY").limit()).contains(new Bound(0, 3));
  }

  @Test
  void readsWrites() {
    Shape insert =
        shape("INSERT INTO \"tags\" (\"name\",\"at\") VALUES ($1,$2),($3,$4) RETURNING \"id\"");
    assertThat(insert.kind()).isEqualTo(Kind.INSERT);
    assertThat(insert.insertedRows()).isEqualTo(2);
    assertThat(insert.projection())
        .containsExactly(new Column("tags", "name"), new Column("tags", "at"));
    assertThat(shape("INSERT INTO t (a) VALUES ($1)").insertedRows()).isEqualTo(1);
    assertThat(shape("INSERT INTO t (a) (SELECT s.b FROM s AS s)").insertedRows()).isZero();

    Shape update = shape("UPDATE \"orders\" SET \"total\" = $1, \"at\" = $2 WHERE \"id\" = $3");
    assertThat(update.kind()).isEqualTo(Kind.UPDATE);
    assertThat(update.projection())
        .containsExactly(new Column("orders", "total"), new Column("orders", "at"));
    assertThat(update.predicates().get(0).column()).isEqualTo(new Column("orders", "id"));

    Shape delete = shape("DELETE FROM \"payments\" AS p0 WHERE (p0.\"id\" = $1)");
    assertThat(delete.kind()).isEqualTo(Kind.DELETE);
    assertThat(delete.predicates()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"begin", "COMMIT", "rollback", "savepoint ecto_sandbox", "-- c\n begin"})
  void readsTransactionsWithoutTheParser(String sql) {
    assertThat(shape(sql).kind()).isEqualTo(Kind.TRANSACTION);
    assertThat(shape(sql).understood()).isTrue();
  }

  @Test
  void saysTheFirstWord() {
    assertThat(reader.read("/* app:x */ -- y\n WITH a AS (SELECT 1) SELECT 1").verb())
        .isEqualTo("with");
    assertThat(reader.read("SET LOCAL x = 1").verb()).isEqualTo("set");
    assertThat(reader.read("").verb()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT FROM WHERE (",
        "UPDATE",
        "DELETE x y z",
        "select 'abc",
        "listen x",
        ")",
        "insert \u0000"
      })
  void givesAReasonForWhatItCannotRead(String sql) {
    Shape shape = shape(sql);
    assertThat(shape.understood()).isFalse();
    assertThat(shape.reason()).isNotBlank();
  }

  @Test
  void refusesDeepNesting() {
    Shape shape = shape("SELECT " + "(".repeat(5000) + "1" + ")".repeat(5000));
    assertThat(shape.understood()).isFalse();
    assertThat(shape.kind()).isEqualTo(Kind.READ);
    assertThat(shape.reason()).contains("5000 levels");
  }

  @ParameterizedTest
  @CsvSource({"4, true", "1600, true", "5000, false"})
  void looksAtNoMoreColumnsThanADatabaseTakes(int columns, boolean understood) {
    Shape shape = shape("SELECT " + "\"a\", ".repeat(columns - 1) + "\"a\" FROM \"t\"");
    Shape usual = shape("SELECT " + "t0.\"a\", ".repeat(columns - 1) + "t0.\"a\" FROM \"t\" AS t0");
    assertThat(shape.understood()).isEqualTo(understood).isEqualTo(usual.understood());
    assertThat(shape.kind()).isEqualTo(Kind.READ);
    assertThat(usual.reason())
        .isEqualTo(
            understood
                ? ""
                : "names 5001 columns and conditions, of which no more than 4000 are looked at");
  }

  @Test
  void parsesOncePerFingerprint() {
    Statement first = reader.read("SELECT a FROM t WHERE id IN ($1)");
    assertThat(reader.read("select a from t where id in ($1, $2)")).isSameAs(first);
    assertThat(first.text()).isEqualTo("SELECT a FROM t WHERE id IN ($1)");
  }

  @Test
  void understandsTheSampleCorpus() throws IOException {
    Path events = Path.of("../shared/corpus/labels/events");
    assumeTrue(Files.isDirectory(events), "no sample corpus here");
    Set<String> texts = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(events, "*.sql.json")) {
      for (Path file : files) {
        new ObjectMapper().readTree(file.toFile()).forEach(text -> texts.add(text.asText()));
      }
    }
    long understood = texts.stream().filter(sql -> shape(sql).understood()).count();
    assertThat(understood).isGreaterThanOrEqualTo((long) Math.ceil(texts.size() * 0.97));
  }

  private Shape shape(String sql) {
    return reader.read(sql).shape();
  }

  private Operand operand(String where) {
    // A reader of its own: texts that differ only in a literal share a fingerprint, and so a shape.
    Statement statement = new SqlReader().read("SELECT t.a FROM t WHERE " + where);
    return statement.shape().predicates().get(0).operand();
  }

  /** Texts that are made to be slow, whether the machine reads them in time or not. */
  @Test
  void hostileTextsDoNotHoldUpTheRest() {
    SqlReader reader = new SqlReader();
    String deep = "SELECT " + "CASE WHEN a = 1 THEN ".repeat(2_000) + "1" + " END".repeat(2_000);
    String operators = "SELECT " + "NOT ".repeat(20_000) + "true";
    String list = "SELECT 1 FROM t WHERE id IN (1" + ",2".repeat(30_000) + ")";
    String rows = "INSERT INTO t (a) VALUES (1)" + ",(2)".repeat(15_000);
    for (int i = 0; i < 40; i++) {
      reader.read("-- " + deep.replace("a = 1", "a" + i + " = 1"));
      reader.read(deep.replace("a = 1", "a" + i + " = 1"));
      reader.read(operators.replace("true", "c" + i));
    }
    assertThat(reader.read("SELECT a FROM t WHERE b = $1").shape().understood()).isTrue();
    assertThat(shape(list).understood()).isTrue();
    assertThat(shape(rows).understood()).isTrue();
  }

  /** PostgreSQL takes these words as names of columns without quotes, the parser only with them. */
  @Test
  void namesThatAreTypesElsewhereAreRead() {
    Shape shape =
        new SqlReader()
            .read("SELECT number, b.uuid, c::uuid FROM boats b WHERE b.uuid = $1 ORDER BY number")
            .shape();
    assertThat(shape.projection()).extracting(Column::name).containsExactly("number", "uuid");
    assertThat(shape.predicates()).extracting(p -> p.column().name()).containsExactly("uuid");
  }

  @Test
  void conditionsOfInnerQueriesThatChooseRowsAreKnown() {
    Shape shape =
        new SqlReader()
            .read(
                "SELECT x.n FROM (SELECT count(*) AS n FROM boats b WHERE b.quay_id = $1 AND b.size > $2)"
                    + " AS x WHERE x.n > $3")
            .shape();
    assertThat(shape.inner()).extracting(Predicate::canonical).containsExactly("quay_id = $");
  }
}
