package dev.ectoscope.postgres;

import dev.ectoscope.postgres.ReachFacts.Name;
import dev.ectoscope.postgres.SqlScanner.Kind;
import dev.ectoscope.postgres.SqlScanner.Token;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything that running a statement can reach, and whether any of it is volatile. It takes too
 * much rather than too little: each name in the text counts as every function, type, table and
 * operator that it may mean.
 */
final class Reach {

  /** How a thing is met, which decides what a volatile function there means. */
  enum Way {
    /** Run when the statement is run; the planner leaves volatile functions alone. */
    RUN,
    /** May be run while the statement is merely planned. */
    PLANNED,
    /** Looked at by the planner only, which runs nothing that is declared volatile. */
    LOOKED_AT
  }

  private static final class Found extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Guard.Verdict verdict;

    Found(Guard.Verdict verdict) {
      super(null, null, false, false);
      this.verdict = verdict;
    }
  }

  private record Step(String what, long oid, Way way) {}

  /**
   * Functions that are STABLE by the catalog and run a text or a type that is named by a value: no
   * catalog can tell what. Found by their C symbol, so that an alias does not hide them.
   */
  private static final Set<String> TEXT_RUNNERS =
      Set.of(
          "table_to_xml",
          "table_to_xmlschema",
          "table_to_xml_and_xmlschema",
          "schema_to_xml",
          "schema_to_xmlschema",
          "schema_to_xml_and_xmlschema",
          "database_to_xml",
          "database_to_xmlschema",
          "database_to_xml_and_xmlschema",
          "query_to_xmlschema",
          "pg_input_is_valid",
          "pg_input_error_info",
          "crosstab",
          "crosstab_hash",
          "connectby_text",
          "connectby_text_serial",
          "xpath_table",
          "dblink_record",
          "dblink_fetch",
          "dblink_exec");

  /** STABLE by the catalog, and yet they write: they give the transaction its number. */
  private static final Set<String> WRITERS = Set.of("pg_current_xact_id", "txid_current");

  private static final long CSTRING = 2_275;
  private static final long INTERNAL = 2_281;

  /** Operators behind SQL syntax that names none: IN, BETWEEN, LIKE, joins by USING, sorting. */
  private static final List<String> HIDDEN_OPERATORS =
      List.of("=", "<>", "<", ">", "<=", ">=", "~~", "!~~", "~~*", "!~~*", "~", "!~", "~*", "!~*");

  private static final Pattern FUNCTION_OID =
      Pattern.compile(
          ":(?:funcid|winfnoid|aggfnoid|opfuncid|tsmhandler|hashfuncid|negfuncid) (\\d+)");
  private static final Pattern OPERATOR_OID =
      Pattern.compile(":(?:opno|eqop|sortop|opnos \\(o) ([\\d ]+)");
  private static final Pattern RELATION_OID = Pattern.compile(":(?:relid|resultrelid) (\\d+)");
  private static final Pattern TYPE_OID =
      Pattern.compile(
          ":(?:\\w*type|typeId|typeOid|array_typeid|element_typeid|row_typeid|coltypes \\(o) ([\\d ]+)");

  private final ReachFacts facts;
  private final Set<Step> seen = new HashSet<>();
  private final MetTypes met = new MetTypes();

  private final Overloads overloads;

  private Reach(ReachFacts facts) {
    this.facts = facts;
    this.overloads = new Overloads(facts);
  }

  /** What stands against running it, if anything does. */
  static Optional<Guard.Verdict> of(ReachFacts facts, List<Token> tokens) throws SQLException {
    Reach reach = new Reach(facts);
    Guard.@Nullable Verdict worst = null;
    try {
      reach.all(tokens);
    } catch (Found found) {
      worst = found.verdict;
    }
    return Optional.ofNullable(
        worst instanceof Guard.PlainOnly ? reach.orWorse(tokens, worst) : worst);
  }

  /** A statement that may be planned must reach nothing that the planner would run. */
  private Guard.Verdict orWorse(List<Token> tokens, Guard.Verdict first) throws SQLException {
    Reach again = new Reach(facts);
    again.tolerant = true;
    try {
      again.all(tokens);
    } catch (Found found) {
      return found.verdict;
    }
    return first;
  }

  /** Whether only what forbids planning counts. */
  private boolean tolerant;

  private void plainOnly(String reason) {
    if (!tolerant) {
      throw new Found(new Guard.PlainOnly(reason));
    }
  }

  private static Found refused(String reason) {
    return new Found(new Guard.Refused(reason));
  }

  private void all(List<Token> tokens) throws SQLException {
    text(tokens, facts.path(), Way.RUN);
    while (casts() || overloads.follow(met)) {
      // What is reached has types of its own, to which more may apply.
    }
  }

  private void text(List<Token> tokens, List<String> path, Way way) throws SQLException {
    Names names = Names.in(tokens);
    met.addNames(names, tokens);
    List<Long> functions = new ArrayList<>(facts.functionsNamed(names.called(), path));
    functions.addAll(facts.functionsOfRowsNamed(names.dotted(), path));
    facts.loadFunctions(functions);
    for (long function : functions) {
      overloads.function(
          known(facts.function(function)), functions, names, () -> called(function, names, way));
    }
    for (long relation : facts.relationsNamed(names.all(), path)) {
      relation(relation, way);
    }
    for (long type : facts.typesNamed(names.all(), path)) {
      type(type);
    }
    for (long type : facts.typesNamed(names.targets(), path)) {
      target(type, 0);
    }
    Set<Name> operators = new LinkedHashSet<>(names.operators());
    HIDDEN_OPERATORS.forEach(operator -> operators.add(new Name("", operator)));
    for (long operator : facts.operatorsNamed(operators, path)) {
      overloads.operator(known(facts.operator(operator)), names, () -> operator(operator, way));
    }
  }

  private void target(long oid, int depth) throws SQLException {
    met.addTarget(oid);
    ReachFacts.Type type = oid < ReachFacts.FIRST_NORMAL || depth > 8 ? null : facts.type(oid);
    if (type != null) {
      for (long inner : type.types()) {
        target(inner, depth + 1);
      }
    }
  }

  /** What was found by its name a moment ago. */
  private static <T> T known(@Nullable T fact) {
    if (fact == null) {
      throw refused("something that it names was dropped meanwhile");
    }
    return fact;
  }

  /** A function that the text itself names, unlike one that PostgreSQL calls for it. */
  private void called(long oid, Names names, Way way) throws SQLException {
    ReachFacts.Function function = known(facts.function(oid));
    boolean raw =
        function.isBuiltIn()
            && (function.types().contains(CSTRING) || function.types().contains(INTERNAL));
    if (function.handler() && function.isBuiltIn() && names.samples().contains(function.name())) {
      return;
    }
    if (raw && !function.isVolatile() && !function.kind().equals("a")) {
      throw refused("the function " + function.name() + " is one of PostgreSQL's inner ones");
    }
    function(oid, way);
  }

  private void function(long oid, Way way) throws SQLException {
    if (!seen.add(new Step("function", oid, way))) {
      return;
    }
    ReachFacts.Function function = facts.function(oid);
    if (function == null) {
      throw refused("it uses a function that is gone");
    }
    String name = "the function " + function.name();
    if (function.isVolatile()) {
      volatileFunction(name, way);
      return;
    }
    if (TEXT_RUNNERS.contains(function.symbol())) {
      throw refused(name + " runs what it is given as text");
    }
    if (WRITERS.contains(function.symbol())) {
      plainOnly(name + " writes the number of its transaction");
    }
    if (function.twin()) {
      throw refused(name + " is declared harmless and is another name of a volatile one");
    }
    tree(function.trees(), Way.PLANNED);
    function.types().forEach(met::add);
    for (long type : function.types()) {
      type(type);
    }
    for (long part : function.parts()) {
      function(part, way);
    }
    body(function, name);
  }

  private void volatileFunction(String name, Way way) {
    if (way == Way.PLANNED) {
      throw refused(name + " is volatile, and is reached by one that is declared harmless");
    }
    if (way == Way.RUN) {
      plainOnly(name + " is volatile");
    }
  }

  /** Whatever is not volatile may be run by the planner, and all that it calls. */
  private void body(ReachFacts.Function function, String name) throws SQLException {
    switch (function.language()) {
      case "internal" -> {}
      case "c" -> {
        if (!function.isBuiltIn() && !function.packaged()) {
          throw refused(name + " is compiled code that no extension brought");
        }
      }
      case "sql", "plpgsql" -> source(function, name);
      default ->
          throw refused(
              name + " is written in " + function.language() + ", which is not read here");
    }
  }

  private void source(ReachFacts.Function function, String name) throws SQLException {
    if (function.isBuiltIn() || function.kind().equals("a") || function.body().isBlank()) {
      return;
    }
    List<Token> tokens;
    try {
      tokens = new ArrayList<>(SqlScanner.scan(asSql(function.body())));
    } catch (SqlScanner.BadSql e) {
      throw refused(name + " cannot be read: " + e.getMessage());
    }
    tokens.removeIf(t -> t.kind() == Kind.COMMENT);
    if (tokens.stream().anyMatch(t -> t.is("execute"))) {
      throw refused(name + " makes up what it runs");
    }
    met.addAssigned(function.types(), function.body());
    if (function.language().equals("plpgsql")) {
      met.addTargets(Names.in(tokens));
    }
    Set<String> path = new LinkedHashSet<>(facts.path());
    path.addAll(function.path());
    text(tokens, List.copyOf(path), Way.PLANNED);
  }

  /** The two signs of PL/pgSQL that SQL does not have. */
  private static String asSql(String body) {
    return body.replace(":=", "=").replace("..", " , ");
  }

  private void relation(long oid, Way way) throws SQLException {
    if (!seen.add(new Step("relation", oid, way))) {
      return;
    }
    ReachFacts.Relation relation = facts.relation(oid);
    if (relation == null) {
      return;
    }
    if (relation.foreign()) {
      plainOnly("the table " + relation.name() + " is foreign: its rows are fetched elsewhere");
    }
    if (relation.method()) {
      plainOnly("the table " + relation.name() + " is stored by an extension");
    }
    if (relation.rule().contains("{ROWMARKCLAUSE")) {
      plainOnly("the view " + relation.name() + " locks rows");
    }
    tree(relation.rule(), way);
    tree(relation.policies(), way);
    tree(relation.computed(), way);
    tree(relation.planned(), Way.LOOKED_AT);
    for (long type : relation.types()) {
      met.add(type);
      type(type);
    }
    for (long function : relation.functions()) {
      function(function, Way.PLANNED);
    }
  }

  private void type(long oid) throws SQLException {
    met.add(oid);
    if (oid < ReachFacts.FIRST_NORMAL || !seen.add(new Step("type", oid, Way.PLANNED))) {
      return;
    }
    ReachFacts.Type type = facts.type(oid);
    if (type == null) {
      return;
    }
    try {
      tree(type.checks(), Way.PLANNED);
    } catch (Found found) {
      throw refused("the type " + type.name() + " checks its values: " + found.verdict.reason());
    }
    facts.loadFunctions(type.functions());
    for (long function : type.functions()) {
      function(function, Way.PLANNED);
    }
    for (long operator : type.operators()) {
      operator(operator, Way.RUN);
    }
    for (long inner : type.types()) {
      type(inner);
    }
  }

  private void operator(long oid, Way way) throws SQLException {
    if (!seen.add(new Step("operator", oid, way))) {
      return;
    }
    ReachFacts.Operator operator = facts.operator(oid);
    if (operator == null || operator.function() == 0) {
      return;
    }
    ReachFacts.Function function = facts.function(operator.function());
    if (function != null && function.isVolatile() && way != Way.LOOKED_AT) {
      if (operator.estimated() || way == Way.PLANNED) {
        throw refused("the operator " + operator.name() + " is volatile and run by the planner");
      }
      plainOnly("the operator " + operator.name() + " is volatile");
      return;
    }
    function(operator.function(), way);
    type(operator.result());
    for (long twin : operator.twins()) {
      operator(twin, way);
    }
  }

  /** Follows an expression as pg_node_tree prints it. */
  private void tree(String tree, Way way) throws SQLException {
    if (tree.isEmpty()) {
      return;
    }
    if (tree.contains("{NEXTVALUEEXPR")) {
      volatileFunction("the function nextval", way);
    }
    List<Long> functions = oids(FUNCTION_OID, tree);
    facts.loadFunctions(functions);
    for (long function : functions) {
      ReachFacts.Function known = facts.function(function);
      if (known == null || !known.handler() || !known.isBuiltIn()) {
        function(function, way);
      }
    }
    for (long operator : oids(OPERATOR_OID, tree)) {
      if (operator >= ReachFacts.FIRST_NORMAL) {
        operator(operator, way);
      }
    }
    for (long relation : oids(RELATION_OID, tree)) {
      relation(relation, way);
    }
    for (long type : oids(TYPE_OID, tree)) {
      type(type);
    }
  }

  private static List<Long> oids(Pattern pattern, String tree) {
    Set<Long> oids = new LinkedHashSet<>();
    Matcher found = pattern.matcher(tree);
    while (found.find()) {
      oids.addAll(ReachFacts.oids(found.group(1)));
    }
    return List.copyOf(oids);
  }

  /** A cast needs a value of its source and a use of its target; whether one more is reached. */
  private boolean casts() throws SQLException {
    boolean more = false;
    for (ReachFacts.Cast cast : facts.casts()) {
      if (met.canMeet(cast) && seen.add(new Step("cast", cast.function(), Way.RUN))) {
        function(cast.function(), Way.RUN);
        more = true;
      }
    }
    return more;
  }
}
