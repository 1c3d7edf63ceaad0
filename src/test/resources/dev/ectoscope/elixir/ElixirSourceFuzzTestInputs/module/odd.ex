defmodule Torture do
  use Ecto.Schema
  @moduledoc ~S"""
  Text with "quotes" and #{no} interpolation
  """
  @type t :: %__MODULE__{id: integer() | nil}
  @type f :: (... -> any()) | (integer -> String.t())
  @callback x(a :: integer) :: {:ok, term} | :error when a: var
  @regex ~r/[^"'\/]+\s?/iu
  @list ~w[a b c]a
  @map %{"a" => 1, b: 2}
  @charlist ~c"abc"
  @date ~D[2020-01-01]
  @range 1..10//2
  @derive {Jason.Encoder, only: [:id]}
  @multi ~HTML"""
  <div class="x">{@foo}</div>
  """

  schema "torture" do
    field :a, :string, default: "x#{1 + 2}y"
    field :b, Ecto.Enum, values: [:a, :"b c"], default: :"b c"
    field(:c?, :boolean, default: true)
    field :d, {:array, {:map, :string}}
  end

  def render(assigns) do
    ~H"""
    <.link navigate={~p"/users/#{@id}"} class={["a", @b && "c"]}>{gettext("x")}</.link>
    <%= if @a do %><p>it's "fine"</p><% end %>
    """
  end

  def bits(<<a::binary-size(4), b::8, rest::binary>>), do: <<a::binary, b>> <> rest
  def chars, do: [?a, ?\s, ?\n, ?", ?', ?#, ?é]
  def caps(x), do: Enum.map(x, & &1.id) |> Enum.map(&(&1 + 1)) |> Enum.map(&Kernel.+(&1, 2))
  def ops(a, b), do: a ||| b &&& a ^^^ b <<< 2 >>> 1
  def pow(a), do: a ** 2
  def notin(a, b), do: a not in b and not (a in b)
  def step(l), do: Enum.slice(l, 0..-1//1)
  def multi(a) when is_integer(a) and a > 0 when is_float(a), do: a
  def defaults(a, b \\ [], c \\ %{}), do: {a, b, c}
  def unless_else(x), do: unless(x, do: 1, else: 2)

  def with_else(x) do
    with {:ok, a} <- f(x),
         {:ok, b} when b > 1 <- g(a),
         c = a + b do
      c
    else
      {:error, _} = e -> e
      _ -> nil
    end
  rescue
    e in [ArgumentError, RuntimeError] -> reraise e, __STACKTRACE__
  catch
    :exit, _ -> nil
  after
    :ok
  end

  defp f(x), do: x
  defp g(x), do: x

  def recv do
    receive do
      {:a, pid} when is_pid(pid) -> send(pid, :b)
    after
      1_000 -> :timeout
    end
  end

  def big, do: 0x1F + 0b101 + 0o17 + 1.0e-10 + 1_000_000
  def heredoc, do: """
  a "b" #{inspect(%{a: "x"})}
  """
  def call_no_parens(x), do: IO.puts x, label: "a"
  def kw, do: [{:a, 1}, b: 2]
  def qatom, do: :"a-b" != :'c d'
  def access(m), do: m[:a]["b"].c
  def update(m), do: %{m | a: 1, b: 2}
  def struct_update(m), do: %__MODULE__{m | a: 1}
  def fun, do: fn
    1, x when x > 2 -> :a
    _, _ -> :b
  end
  def dyn(m, f), do: apply(m, f, [])
  def anon(f), do: f.(1).(2)
  def cap2, do: &(&1 <> "#{&2}")
  def cap3, do: &"#{&1}"
  def cap4, do: &{&1, &2}
  def nested, do: if(true, do: (a = 1; a), else: nil)
  def pipe(x) do
    x
    # comment in a pipe
    |> case do
      1 -> :a
      _ -> :b
    end
    |> then(fn y -> y end)
    |> tap(&IO.inspect/1)
  end
  def sigil_mods, do: ~r{a/b}u
  def unquote(:"weird name")(), do: 1
  def a <~> b, do: {a, b}
  def !a, do: a
  def unquote_it, do: unquote(__MODULE__).foo()
  for n <- [:x, :y] do
    def unquote(n)(), do: unquote(n)
  end
  defguard is_even(n) when rem(n, 2) == 0
  defdelegate abc(x), to: Other, as: :xyz
  defstruct [:a, b: 1]
  defexception [:message]
  @impl true
  def terminate(_, _), do: :ok
  def dots, do: ...
  def e(x), do: x && x.y || nil
  def after_(x), do: x.after
  def end_, do: %{end: 1, do: 2, fn: 3}
  def r, do: ~r/#{1}/
  def triple, do: '''
  abc
  '''
  def nonassoc, do: -1 - -1 + +1
  def kwblock do
    quote do: unquote_splicing([1, 2])
  end
  def capture_op, do: Enum.reduce([1], 0, &+/2)
  def comp, do: for <<c <- "abc">>, c > ?a, into: "", do: <<c>>
  def comp2(x), do: for({k, v} <- x, uniq: true, reduce: %{}, do: (acc -> Map.put(acc, k, v)))
end
