defmodule Harbour.Fleet.Ship do
  use Harbour.Schema, key: :imo
  require Logger
  require Harbour.Schema

  alias Harbour.Fleet.Voyage, as: Trip
  alias __MODULE__.Engine

  @colours ~w(red blue)a
  @extra [length: :float, beam: :float]

  @doc "schema \"not_this\" do"
  schema "ships" do
    field :name, :string
    field :colour, Ecto.Enum, values: @colours
    money_field :price
    audited()
    flags [:leased, :insured]

    for {name, type} <- @extra do
      field name, type
    end

    for n <- 1..3, do: field(:"hold_#{n}", :integer)

    Enum.each(~w(bow stern)a, fn end_ -> field(end_, :string) end)

    Harbour.Schema.on_docker do
      field :dock_code, :string
    end

    if Mix.env() == :test do
      field :only_in_test, :boolean
    end

    some_unknown_macro :x, :y

    belongs_to :captain, Captain
    belongs_to :sister, __MODULE__, define_field: false
    belongs_to :home, Harbour.Port, references: :code, foreign_key: :home_code, type: :string
    has_many :trips, Trip,
      preload_order: [desc: :left_at],
      where: [cancelled: false]
    has_one :engine, Engine
    has_one :last_trip, Trip, where: [last: true]
    has_many :legs, through: [:trips, :legs]
    embeds_one :papers, Harbour.Fleet.Papers, on_replace: :delete

    timestamps()
  end

  defmodule Engine do
    use Harbour.Schema

    schema "engines" do
      field :"horse power", :integer
      belongs_to :ship, Ship, references: :imo
    end
  end
end

defmodule Harbour.Fleet.Papers do
  use Ecto.Schema

  embedded_schema do
    field :flag, :string
    field :blob, :binary, load_in_query: false
  end
end
