package dev.ectoscope.detector.query;

import dev.ectoscope.sql.Column;
import dev.ectoscope.sql.Operand;
import dev.ectoscope.sql.Operator;
import dev.ectoscope.sql.Predicate;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The condition whose parameter changes from one execution of a loop to the next.
 *
 * @param predicate an equality with one value
 * @param table its table, as far as the statement tells
 * @param column its column, or the expression around it
 * @param more other columns compared with values that change as well, so that they make the key
 *     together
 */
record RowKey(Predicate predicate, String table, String column, List<String> more) {

  private static final Pattern PARAMETER = Pattern.compile("\\$(\\d{1,5})");

  private static final Pattern SUBQUERY = Pattern.compile("(?i)\\(*\\s*(select|with)\\b");

  RowKey {
    more = List.copyOf(more);
  }

  /**
   * The key of a statement that asks for one value at a time, the one that varies most.
   *
   * @param one the samples of one unit of work with the loop
   * @param units of work with the loop: what has more values than that changes within one
   */
  static Optional<RowKey> of(Statement statement, Samples samples, Samples one, long units) {
    Shape shape = statement.shape();
    return of(shape, shape.predicates(), samples)
        .map(key -> key.with(shape, samples, one, units))
        .or(() -> within(shape, samples));
  }

  /**
   * The same where the value is compared in another way: {@code $1 = ANY(tags)}, {@code doc @> $1},
   * {@code lower(name) = lower($1)}, {@code ST_DWithin(place, $1, 500)}. Neither spans nor
   * patterns: a chart asks for each of its months, and a search for what is typed.
   */
  static Optional<RowKey> compared(Statement statement, Samples samples) {
    Shape shape = statement.shape();
    boolean spans = shape.predicates().stream().anyMatch(p -> p.operator().isRange());
    return shape.predicates().stream()
        .filter(p -> !spans && !p.disjunct() && !p.isJoin() && p.column().isKnown())
        .filter(p -> isOther(p) && samples.distinct(firstParameter(p)) > 1)
        .findFirst()
        .map(
            p ->
                new RowKey(
                    p,
                    p.column().table().isEmpty() ? shape.rootTable() : p.column().table(),
                    p.column().name(),
                    List.of()));
  }

  /** Whether it is no equality of a column or an expression of it with a parameter. */
  boolean isOther() {
    return isOther(predicate);
  }

  private static boolean isOther(Predicate predicate) {
    boolean expression =
        predicate.operator() == Operator.EQUALS
            && predicate.operand() instanceof Operand.Expression given
            && !SUBQUERY.matcher(given.text()).lookingAt();
    return expression
        || predicate.operator() == Operator.CONTAINS
        || predicate.operator() == Operator.OTHER;
  }

  private static int firstParameter(Predicate predicate) {
    if (predicate.operand() instanceof Operand.Parameter own) {
      return own.number();
    }
    String text =
        predicate.operand() instanceof Operand.Expression given
            ? given.text()
            : predicate.expression();
    Matcher number = PARAMETER.matcher(text);
    return number.find() ? Integer.parseInt(number.group(1)) : 0;
  }

  private RowKey with(Shape shape, Samples samples, Samples one, long units) {
    List<String> others =
        shape.predicates().stream()
            .filter(p -> p != predicate && p.isPlain() && !p.disjunct())
            .filter(
                p -> p.operator() == Operator.EQUALS && p.operand() instanceof Operand.Parameter)
            .filter(p -> p.column().table().equals(predicate.column().table()))
            .filter(
                p ->
                    samples.distinct(parameter(p)) > Math.max(2, units)
                        || one.distinct(parameter(p)) > 1
                        || samples.differWithin(parameter(predicate), parameter(p)))
            .map(p -> p.column().name())
            .toList();
    return predicate.isPlain() && others.size() == 1
        ? new RowKey(predicate, table, column, others)
        : this;
  }

  /** The same of a subquery or a CTE. */
  private static Optional<RowKey> within(Shape shape, Samples samples) {
    List<Predicate> varying =
        shape.inner().stream().filter(p -> samples.distinct(parameter(p)) > 1).toList();
    return of(shape, varying, samples);
  }

  private static Optional<RowKey> of(Shape shape, List<Predicate> conditions, Samples samples) {
    return conditions.stream()
        .filter(p -> !p.disjunct() && asksForOne(p, samples))
        .max(Comparator.comparingLong((Predicate p) -> samples.distinct(parameter(p))))
        .map(p -> first(shape, conditions, p, samples));
  }

  /** Of conditions that vary alike the first: {@code max} would take the last. */
  private static RowKey first(
      Shape shape, List<Predicate> conditions, Predicate best, Samples samples) {
    long most = samples.distinct(parameter(best));
    Predicate predicate =
        conditions.stream()
            .filter(p -> !p.disjunct() && asksForOne(p, samples))
            .filter(p -> samples.distinct(parameter(p)) == most)
            .findFirst()
            .orElse(best);
    boolean named = !predicate.column().table().isEmpty();
    String table = named ? predicate.column().table() : shape.rootTable();
    String column =
        predicate.column().isKnown() ? predicate.column().name() : predicate.expression();
    return new RowKey(predicate, table, column, List.of());
  }

  private static boolean asksForOne(Predicate predicate, Samples samples) {
    if (!(predicate.operand() instanceof Operand.Parameter parameter)) {
      return false;
    }
    return predicate.operator() == Operator.EQUALS
        || predicate.operator() == Operator.ANY && samples.areSingle(parameter.number());
  }

  /**
   * Whether more values than those of the key differ from row to row; the time of now, which passes
   * meanwhile, is none.
   */
  boolean hasOthers(Loop loop, Samples samples) {
    Shape shape = loop.statement().shape();
    Samples one = Samples.ofOneUnit(loop);
    return shape.predicates().stream()
        .filter(p -> p != predicate && !p.isJoin() && !p.disjunct() && parameter(p) > 0)
        .filter(p -> p.column().isKnown() && !more.contains(p.column().name()))
        .filter(p -> p.operator() == Operator.NOT_EQUALS || p.operator().isRange())
        .anyMatch(
            p ->
                one.distinctButNow(parameter(p)) > 1
                    || samples.distinctButNow(parameter(p)) > Math.max(2, loop.units()));
  }

  /** The key of a statement that asks for a list of values each time. */
  static Optional<RowKey> ofList(Statement statement) {
    Shape shape = statement.shape();
    return shape.predicates().stream()
        .filter(p -> p.operator() == Operator.ANY && !p.disjunct() && p.column().isKnown())
        .findFirst()
        .map(p -> new RowKey(p, p.column().table(), p.column().name(), List.of()));
  }

  /** Whether a statement asks for a list of values. */
  static boolean asksForMany(Shape shape, Samples samples) {
    return Stream.concat(shape.predicates().stream(), shape.inner().stream())
        .filter(p -> !isOfSubquery(p))
        .anyMatch(
            p ->
                p.operator() == Operator.IN && !(p.operand() instanceof Operand.Literal)
                    || p.operator() == Operator.ANY && !samples.areSingle(parameter(p)));
  }

  /** {@code IN (SELECT …)}: nobody gave a list. */
  private static boolean isOfSubquery(Predicate predicate) {
    return predicate.operand() instanceof Operand.Expression given
        && SUBQUERY.matcher(given.text()).lookingAt();
  }

  /** Whether a statement gives one row at most: by its primary key, or as {@code LIMIT 1}. */
  static boolean asksForOneRow(Shape shape) {
    boolean byKey =
        shape.relations().size() == 1
            && shape.predicates().stream()
                .anyMatch(
                    p ->
                        p.operator() == Operator.EQUALS
                            && p.isPlain()
                            && !p.disjunct()
                            && isPrimary(p.column().name()));
    boolean summed = !shape.aggregates().isEmpty() && !shape.grouped();
    return byKey || asksForFirst(shape) || summed;
  }

  /** {@code LIMIT 1}. */
  static boolean asksForFirst(Shape shape) {
    return shape.limit().filter(l -> l.parameter() == 0 && l.value() == 1).isPresent();
  }

  private static int parameter(Predicate predicate) {
    return predicate.operand() instanceof Operand.Parameter p ? p.number() : 0;
  }

  /** Whether it stands in a subquery or a CTE. */
  boolean isWithin(Shape shape) {
    return shape.inner().contains(predicate) && !shape.predicates().contains(predicate);
  }

  boolean isArray() {
    return predicate.operator() == Operator.ANY;
  }

  boolean isPrimary() {
    return isPrimary(column);
  }

  private static boolean isPrimary(String column) {
    return column.equals("id") || column.equals("uuid");
  }

  boolean isForeign() {
    return column.endsWith("_id") || column.endsWith("_uuid");
  }

  /** What a foreign key points at: {@code post_id} is "post"; "" otherwise. */
  String points() {
    return isForeign() ? column.substring(0, column.lastIndexOf('_')).replace('_', ' ') : "";
  }

  /** Those of one table. */
  List<String> filtersOf(String one, Shape shape) {
    return shape.predicates().stream()
        .filter(p -> p != predicate && !p.isJoin())
        .filter(p -> p.column().table().isEmpty() || p.column().table().equals(one))
        .map(Predicate::canonical)
        .toList();
  }

  /**
   * The other conditions of the statement in canonical spelling; of a joined table with its name
   * before the column, {@code loans.state = 'out'}.
   */
  List<String> filters(Shape shape) {
    return shape.predicates().stream()
        .filter(p -> p != predicate && !p.isJoin())
        .map(p -> ofTable(p, shape.rootTable()))
        .toList();
  }

  private static String ofTable(Predicate predicate, String root) {
    Column column = predicate.column();
    boolean own = column.table().isEmpty() || column.table().equals(root);
    return own
        ? predicate.canonical()
        : predicate
            .canonical()
            .replaceFirst(
                "^(NOT )?(?=" + Pattern.quote(column.name()) + "\\b)", "$1" + column.table() + ".");
  }
}
