# Just enough of Ecto and its neighbours to compile an app without them: macros of queries look at their variables and
# pins as Ecto does, functions have Ecto's arities. Nothing of it runs.
defmodule Ecto.Query do
  defstruct [:x]
  @steps [:where, :order_by, :limit, :offset, :select, :distinct, :group_by, :having, :preload, :select_merge, :lock, :or_where, :windows, :exclude, :update]

  defmacro from(e, kw \\ []) do
    {src, binds} = source(e)
    {binds, srcs} =
      Enum.reduce(kw, {binds, []}, fn
        {k, {:in, _, [v, s]}}, {b, ss} ->
          if String.contains?(to_string(k), "join"), do: {b ++ vars(v), [s | ss]}, else: {b, ss}
        _, acc -> acc
      end)
    exprs = for {k, x} <- kw, k not in [:as, :prefix], do: if(String.contains?(to_string(k), "join"), do: join_expr(x), else: x)
    emit([src | srcs], exprs, binds, __CALLER__)
  end
  defp join_expr({:in, _, [_, _]}), do: nil
  defp join_expr(x), do: x
  defp source({:in, _, [v, s]}), do: {s, vars(v)}
  defp source(s), do: {s, []}
  defp vars(v) when is_list(v), do: Enum.flat_map(v, &vars/1)
  defp vars({name, _, c}) when is_atom(name) and is_atom(c), do: [name]
  defp vars({:..., _, _}), do: []
  defp vars({k, v}) when is_atom(k), do: vars(v)
  defp vars(_), do: []
  defp emit(srcs, exprs, binds, caller) do
    {pins, subs} = Enum.reduce(exprs ++ [], {[], []}, fn x, acc -> collect(x, acc, binds, caller) end)
    srcs2 = Enum.map(srcs, fn s -> fix_source(s, binds, caller) end)
    quote do
      _ = [unquote_splicing(srcs2)]
      _ = [unquote_splicing(pins)]
      _ = [unquote_splicing(subs)]
      %Ecto.Query{}
    end
  end
  defp fix_source({:assoc, _, [{b, _, c}, name]}, binds, caller) when is_atom(c) do
    if b not in binds, do: raise(CompileError, file: caller.file, line: caller.line, description: "unbound #{b} in assoc")
    name
  end
  defp fix_source({:fragment, _, _} = f, binds, caller) do
    {p, _} = collect(f, {[], []}, binds, caller)
    {:__block__, [], p ++ [nil]}
  end
  defp fix_source({:values, _, [a, b]}, _, _), do: {:{}, [], [a, b]}
  defp fix_source(s, _, _), do: s
  defp collect({:^, _, [x]}, {p, s}, _, _), do: {[x | p], s}
  defp collect({:subquery, _, [x | _]}, {p, s}, _, _), do: {p, [x | s]}
  defp collect({:fragment, _, [t | rest]}, acc, b, c) do
    n = if is_binary(t), do: (t |> String.replace("\\\\?", "") |> String.graphemes() |> Enum.count(&(&1 == "?"))), else: length(rest)
    if n != length(rest), do: raise(CompileError, file: c.file, line: c.line, description: "fragment wants #{n} got #{length(rest)}")
    collect(rest, acc, b, c)
  end
  defp collect({:parent_as, _, _}, acc, _, _), do: acc
  defp collect({{:., _, [l, f]}, _, args}, acc, b, c) when is_atom(f), do: collect(args, collect(l, acc, b, c), b, c)
  defp collect({:%{}, _, kw}, acc, b, c), do: collect(kw, acc, b, c)
  defp collect({name, _, ctx}, acc, b, c) when is_atom(name) and is_atom(ctx) do
    if name in b, do: acc, else: raise(CompileError, file: c.file, line: c.line, description: "unbound variable #{name} in query")
  end
  defp collect({:__aliases__, _, _}, acc, _, _), do: acc
  defp collect({:sigil_U, _, _}, acc, _, _), do: acc
  defp collect({l, _, args}, acc, b, c) when is_list(args), do: collect(args, collect(l, acc, b, c), b, c)
  defp collect({l, r}, acc, b, c), do: collect(r, collect(l, acc, b, c), b, c)
  defp collect(list, acc, b, c) when is_list(list), do: Enum.reduce(list, acc, fn x, a -> collect(x, a, b, c) end)
  defp collect(_, acc, _, _), do: acc

  for s <- @steps do
    defmacro unquote(s)(q, e), do: emit([q], [e], [], __CALLER__)
    defmacro unquote(s)(q, b, e), do: emit([q], [e], vars(b), __CALLER__)
  end
  defmacro join(q, _k, e), do: (case e do {:in, _, [_, s]} -> emit([q, s], [], [], __CALLER__); s -> emit([q, s], [], [], __CALLER__) end)
  defmacro join(q, k, b, e), do: joined(q, k, b, e, [], __CALLER__)
  defmacro join(q, k, b, e, o), do: joined(q, k, b, e, o, __CALLER__)
  defp joined(q, _k, b, e, o, caller) do
    {s, v} = source(e)
    emit([q, s], [Keyword.get(o, :on)], vars(b) ++ v, caller)
  end
  defmacro dynamic(e), do: emit([], [e], [], __CALLER__)
  defmacro dynamic(b, e), do: emit([], [e], vars(b), __CALLER__)
  defmacro with_cte(q, _n, as: {:^, _, [x]}), do: quote(do: (_ = unquote(x); unquote(q)))
  def subquery(q), do: q
  def subquery(q, _), do: q
  defmacro union_all(q, {:^, _, [x]}), do: quote(do: (_ = unquote(x); unquote(q)))
  defmacro union(q, {:^, _, [x]}), do: quote(do: (_ = unquote(x); unquote(q)))
  def recursive_ctes(q, _), do: q
  def first(q), do: q
  def last(q), do: q
end
defmodule Ecto.Schema do
  defmacro __using__(_) do
    quote do
      import Ecto.Schema, only: [schema: 2, embedded_schema: 1]
      @primary_key {:id, :id, []}
      @timestamps_opts []
      @foreign_key_type :id
      @schema_prefix nil
      Module.register_attribute(__MODULE__, :fs, accumulate: true)
    end
  end
  defmacro schema(src, do: block) do
    quote do
      import Ecto.Schema
      case @primary_key do {n, _, _} -> @fs n; _ -> nil end
      @fs :__meta__
      unquote(block)
      _ = {@timestamps_opts, @foreign_key_type, @schema_prefix}
      defstruct @fs
      def __schema__(:source), do: unquote(src)
      def __schema__(_), do: nil
    end
  end
  defmacro embedded_schema(do: block), do: quote(do: schema("x", do: unquote(block)))
  for a <- [:field, :has_many, :has_one, :many_to_many, :embeds_one, :embeds_many] do
    defmacro unquote(a)(n), do: quote(do: @fs(unquote(n)))
    defmacro unquote(a)(n, t), do: quote(do: (_ = unquote(t); @fs(unquote(n))))
    defmacro unquote(a)(n, t, _o), do: quote(do: (_ = unquote(t); @fs(unquote(n))))
  end
  defmacro belongs_to(n, t, _o \\ []), do: quote(do: (_ = unquote(t); @fs(unquote(n)); @fs(unquote(:"#{n}_id"))))
  defmacro timestamps(_o \\ []), do: quote(do: (@fs(:inserted_at); @fs(:updated_at)))
end
defmodule Ecto.Changeset do
  defstruct [:x]
  def cast(c, _, _), do: c
  def cast(c, _, _, _), do: c
  def change(c, _ \\ []), do: c
  def validate_required(c, _), do: c
  def unique_constraint(c, _, _ \\ []), do: c
end
defmodule Ecto.Repo do
  @fs [all: [1, 2], one: [1, 2], one!: [1, 2], get: [2, 3], get!: [2, 3], get_by: [2, 3], get_by!: [2, 3], preload: [2, 3], aggregate: [2, 3, 4],
       exists?: [1, 2], insert: [1, 2], insert!: [1, 2], insert_all: [2, 3], update: [1, 2], update!: [1, 2], update_all: [2, 3], delete: [1, 2], delete!: [1, 2],
       delete_all: [1, 2], transaction: [1, 2], transact: [1, 2], query: [1, 2, 3], query!: [1, 2, 3], reload: [1, 2], reload!: [1, 2], stream: [1, 2], rollback: [1], checkout: [1, 2]]
  defmacro __using__(_) do
    for {f, as} <- @fs, a <- as do
      args = Macro.generate_arguments(a, __MODULE__)
      quote(do: def(unquote(f)(unquote_splicing(args)), do: Process.get({unquote(f), unquote(args)})))
    end
  end
end
defmodule Ecto.Multi do
  defstruct [:x]
  def new, do: %__MODULE__{}
  def insert(m, _, _, _ \\ []), do: m
  def update(m, _, _, _ \\ []), do: m
  def insert_all(m, _, _, _, _ \\ []), do: m
  def run(m, _, _), do: m
end
defmodule Ecto do
  def assoc(x, _), do: x
end
defmodule Ecto.UUID do
  def generate, do: "x"
end
defmodule Ecto.ULID do
  def generate, do: "x"
end
defmodule Decimal do
  def new(x), do: x
  def add(a, b), do: a + b
  def sub(a, b), do: a - b
  def mult(a, b), do: a * b
  def div(a, b), do: a / b
end
defmodule Dataloader do
  def load(l, _, _, _), do: l
  def get(_, _, _, _), do: nil
end
defmodule Plug.Conn do
  def assign(conn, _, _), do: conn
  def get_session(_, _), do: nil
  def send_resp(conn, _, _), do: conn
end
# Whatever a module uses that is not here: an endpoint's web module, a worker, a pipeline.
defmodule WebStub do
  defmacro __using__(_) do
    quote do
      import WebStub
    end
  end
  defmacro object(_, do: _), do: nil
  defmacro query(do: _), do: nil
  defmacro plug(_), do: nil
  defmacro plug(_, _), do: nil
  defmacro sigil_H(_, _), do: nil
  def json(c, _), do: c
  def render(c, _, _), do: c
  def assign(c, _), do: c
  def assign(c, _, _), do: c
  def assign_async(c, _, _), do: c
  def connected?(_), do: true
  def stream(c, _, _), do: c
  def stream_insert(c, _, _), do: c
  def get_session(_, _), do: nil
  def send_resp(c, _, _), do: c
  def on_load(l, f), do: f.(l)
end
defmodule WebStub.Absinthe do
  defmacro object(_, do: _), do: nil
  defmacro query(do: _), do: nil
end
defmodule Absinthe.Resolution.Helpers do
  def dataloader(_), do: nil
  def on_load(l, f), do: f.(l)
end
defmodule Oban.Job do
  defstruct [:args]
end
