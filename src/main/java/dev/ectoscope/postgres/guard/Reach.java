package dev.ectoscope.postgres.guard;

import dev.ectoscope.postgres.SqlScanner.Token;
import dev.ectoscope.postgres.guard.Objections.Way;
import dev.ectoscope.postgres.guard.ReachFacts.Name;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that running a statement can reach, and whether any of it is volatile. It takes too
 * much rather than too little: each name in the text counts as every function, type, table and
 * operator that it may mean.
 */
final class Reach {

  private record Step(String what, long oid, Way way) {}

  /** Operators behind SQL syntax that names none: IN, BETWEEN, LIKE, joins by USING, sorting. */
  private static final List<String> HIDDEN_OPERATORS =
      List.of("=", "<>", "<", ">", "<=", ">=", "~~", "!~~", "~~*", "!~~*", "~", "!~", "~*", "!~*");

  private final ReachFacts facts;
  private final Set<Step> seen = new HashSet<>();
  private final MetTypes met = new MetTypes();
  private final Overloads overloads;
  private final Objections objections;

  private Reach(ReachFacts facts, boolean tolerant) {
    this.facts = facts;
    this.overloads = new Overloads(facts);
    this.objections = new Objections(tolerant);
  }

  /** What stands against running it, if anything does. */
  static Optional<Guard.Verdict> of(ReachFacts facts, List<Token> tokens) throws SQLException {
    Reach reach = new Reach(facts, false);
    Guard.@Nullable Verdict worst = null;
    try {
      reach.all(tokens);
    } catch (Objections.Found found) {
      worst = found.verdict();
    }
    if (worst == null && !reach.objections.doubt().isEmpty()) {
      Guard.Verdict planned = reach.orWorse(tokens, new Guard.PlainOnly(reach.objections.doubt()));
      boolean plain = reach.objections.hasBodies() || planned instanceof Guard.Refused;
      return Optional.of(plain ? planned : new Guard.Allowed("", "", reach.objections.doubt()));
    }
    return Optional.ofNullable(
        worst instanceof Guard.PlainOnly ? reach.orWorse(tokens, worst) : worst);
  }

  /** A statement that may be planned must reach nothing that the planner would run. */
  private Guard.Verdict orWorse(List<Token> tokens, Guard.Verdict first) throws SQLException {
    Reach again = new Reach(facts, true);
    try {
      again.all(tokens);
    } catch (Objections.Found found) {
      return found.verdict();
    }
    return first;
  }

  private void all(List<Token> tokens) throws SQLException {
    text(tokens, facts.path(), Way.RUN);
    while (casts() || families() || overloads.follow(met)) {
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
          known(facts.function(function)),
          functions,
          names,
          () -> called(function, names, perhaps(way, overloads.isOne(function, functions, names))));
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
      ReachRow.Operator found = known(facts.operator(operator));
      Way how = perhaps(way, found.namesake() && overloads.isBare(names));
      overloads.operator(found, names, () -> operator(operator, how));
    }
  }

  private static Way perhaps(Way way, boolean other) {
    return way == Way.RUN && other ? Way.PERHAPS : way;
  }

  private void target(long oid, int depth) throws SQLException {
    met.addTarget(oid);
    ReachRow.Type type = oid < ReachFacts.FIRST_NORMAL || depth > 8 ? null : facts.type(oid);
    if (type != null) {
      for (long inner : type.types()) {
        target(inner, depth + 1);
      }
    }
  }

  /** What was found by its name a moment ago. */
  private static <T> T known(@Nullable T fact) {
    if (fact == null) {
      throw Objections.refused("something that it names was dropped meanwhile");
    }
    return fact;
  }

  /** A function that the text itself names, unlike one that PostgreSQL calls for it. */
  private void called(long oid, Names names, Way way) throws SQLException {
    ReachRow.Function function = known(facts.function(oid));
    boolean raw = KnownFunctions.isInner(function);
    if (function.handler() && function.isBuiltIn() && names.samples().contains(function.name())) {
      return;
    }
    if (raw && !function.isVolatile() && !function.kind().equals("a")) {
      throw Objections.refused(
          "the function " + function.name() + " is one of PostgreSQL's inner ones");
    }
    function(oid, way);
  }

  private void function(long oid, Way way) throws SQLException {
    if (!seen.add(new Step("function", oid, way))) {
      return;
    }
    ReachRow.Function function = facts.function(oid);
    if (function == null) {
      throw Objections.refused("it uses a function that is gone");
    }
    String name = "the function " + function.name();
    if (function.isVolatile()) {
      objections.volatileFunction(name, way, function.parallelUnsafe());
      return;
    }
    if (KnownFunctions.runsText(function)) {
      throw Objections.refused(name + " runs what it is given as text");
    }
    if (KnownFunctions.writes(function)) {
      objections.plainOnly(name + " writes the number of its transaction");
    }
    helper(function.support(), name + " has the planner helped");
    if (KnownFunctions.searches(function)) {
      for (long helper : facts.searchFunctions()) {
        helper(helper, name + " searches texts");
      }
    }
    if (function.twin()) {
      throw Objections.refused(
          name + " is declared harmless and is another name of a volatile one");
    }
    tree(function.trees(), Way.PLANNED);
    function.types().forEach(met::add);
    for (long type : function.types()) {
      type(type);
    }
    // The planner looks at the aggregate, and not at what it is made of.
    Way inner = way == Way.PERHAPS && !function.parallelUnsafe() ? Way.RUN : way;
    for (long part : function.parts()) {
      function(part, inner);
    }
    body(function, name);
  }

  /** Code that PostgreSQL calls without regard to how it is declared. */
  private void helper(long oid, String what) throws SQLException {
    ReachRow.Function helper = oid == 0 ? null : facts.function(oid);
    if (helper != null && !helper.isTrusted()) {
      throw Objections.refused(what + " by code that no extension brought (" + helper.name() + ")");
    }
  }

  /** Whatever is not volatile may be run by the planner, and all that it calls. */
  private void body(ReachRow.Function function, String name) throws SQLException {
    switch (function.language()) {
      case "internal" -> {}
      case "c" -> {
        if (!function.isBuiltIn() && !function.packaged()) {
          throw Objections.refused(name + " is compiled code that no extension brought");
        }
      }
      case "sql", "plpgsql" -> source(function, name);
      default ->
          throw Objections.refused(
              name + " is written in " + function.language() + ", which is not read here");
    }
  }

  private void source(ReachRow.Function function, String name) throws SQLException {
    if (function.isBuiltIn() || function.kind().equals("a") || function.body().isBlank()) {
      return;
    }
    if (!function.setting().isEmpty()) {
      throw Objections.refused(name + " sets " + function.setting());
    }
    objections.reads(function);
    List<Token> tokens = FunctionBody.tokens(function.body(), name);
    met.addAssigned(function.types(), function.body());
    if (function.language().equals("plpgsql")) {
      met.addTargets(Names.in(tokens));
    }
    Set<String> path = new LinkedHashSet<>(facts.path());
    path.addAll(function.path());
    text(tokens, List.copyOf(path), Way.PLANNED);
  }

  private void relation(long oid, Way way) throws SQLException {
    if (!seen.add(new Step("relation", oid, way))) {
      return;
    }
    ReachRow.Relation relation = facts.relation(oid);
    if (relation == null) {
      return;
    }
    if (relation.foreign()) {
      objections.plainOnly(
          "the table " + relation.name() + " is foreign: its rows are fetched elsewhere");
    }
    if (relation.method()) {
      objections.plainOnly("the table " + relation.name() + " is stored by an extension");
    }
    if (relation.rule().contains("{ROWMARKCLAUSE")) {
      objections.plainOnly("the view " + relation.name() + " locks rows");
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
    ReachRow.Type type = facts.type(oid);
    if (type == null) {
      return;
    }
    try {
      tree(type.checks(), Way.PLANNED);
    } catch (Objections.Found found) {
      throw Objections.refused(
          "the type " + type.name() + " checks its values: " + found.verdict().reason());
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
    ReachRow.Operator operator = facts.operator(oid);
    if (operator == null || operator.function() == 0) {
      return;
    }
    ReachRow.Function function = facts.function(operator.function());
    for (long estimator : operator.estimators()) {
      helper(estimator, "the operator " + operator.name() + " is estimated");
    }
    if (function != null && function.isVolatile() && way != Way.LOOKED_AT) {
      if (operator.estimated() || way == Way.PLANNED) {
        throw Objections.refused(
            "the operator " + operator.name() + " is volatile and run by the planner");
      }
      objections.volatileFunction(
          "the operator " + operator.name(), way, function.parallelUnsafe());
      return;
    }
    sorted(oid);
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
      objections.volatileFunction("the function nextval", way, false);
    }
    List<Long> functions = NodeTree.functions(tree);
    facts.loadFunctions(functions);
    for (long function : functions) {
      ReachRow.Function known = facts.function(function);
      if (known == null || !known.handler() || !known.isBuiltIn()) {
        function(function, way);
      }
    }
    for (long operator : NodeTree.operators(tree)) {
      if (operator >= ReachFacts.FIRST_NORMAL) {
        operator(operator, way);
      }
    }
    for (long relation : NodeTree.relations(tree)) {
      relation(relation, way);
    }
    for (long type : NodeTree.types(tree)) {
      type(type);
    }
  }

  /** A cast needs a value of its source and a use of its target; whether one more is reached. */
  private boolean casts() throws SQLException {
    boolean more = false;
    for (ReachRow.Cast cast : facts.casts()) {
      Way way = cast.isForJson() ? Way.RUN : Way.PERHAPS;
      if (met.canMeet(cast) && seen.add(new Step("cast", cast.function(), way))) {
        function(cast.function(), way);
        more = true;
      }
    }
    return more;
  }

  /** PostgreSQL sorts and compares by the type, whatever the text says. */
  private boolean families() throws SQLException {
    boolean more = false;
    for (ReachRow.Family family : facts.families()) {
      if (family.hijacks() && met.canBe(family.type(), family.typeName(), family.makers())) {
        more |= follow(family);
      }
    }
    return more;
  }

  /** An operator that sorts or hashes does so by other functions of its family. */
  private void sorted(long operator) throws SQLException {
    for (ReachRow.Family family : facts.families()) {
      if (family.operators().contains(operator)) {
        follow(family);
      }
    }
  }

  private boolean follow(ReachRow.Family family) throws SQLException {
    boolean first =
        seen.add(new Step("family " + family.functions() + family.operators(), 0, Way.PLANNED));
    if (first) {
      facts.loadFunctions(family.functions());
      for (long function : family.functions()) {
        function(function, Way.PLANNED);
      }
      for (long operator : family.operators()) {
        if (operator >= ReachFacts.FIRST_NORMAL) {
          operator(operator, Way.PLANNED);
        }
      }
    }
    return first;
  }
}
