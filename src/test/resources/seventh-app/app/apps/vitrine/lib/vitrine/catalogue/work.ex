defmodule Vitrine.Catalogue.Work do
  use Vitrine.Entity, prefix: "wrk"

  alias Vitrine.Catalogue.{Artist, Keyword, Location, Media, ConditionReport, Valuation}

  @kinds [painting: "painting", print: "print", sculpture: "sculpture", textile: "textile"]

  typed_schema "works" do
    field :accession_no, :string
    field :title, :string
    field :kind, Ecto.Enum, values: @kinds
    field :description, :string
    field :dimensions, :map
    field :tags, {:array, :string}, default: []
    field :insured_value, Money.Ecto.Amount.Type
    field :position, Geo.PostGIS.Geometry
    field :deleted_at, :utc_datetime_usec
    field :view_count, :integer, default: 0
    belongs_to :artist, Artist
    belongs_to :location, Location
    has_many :condition_reports, ConditionReport, preload_order: [desc: :examined_at]
    has_many :valuations, Valuation
    has_many :media, Media, where: [archived: false]
    has_many :exhibition_works, Vitrine.Shows.ExhibitionWork
    has_many :exhibitions, through: [:exhibition_works, :exhibition]
    many_to_many :keywords, Keyword, join_through: "work_keywords", on_replace: :delete
    timestamps()
  end

  def changeset(work, attrs), do: work |> cast(attrs, [:title, :kind, :description, :tags, :location_id]) |> validate_required([:title])
end
