defmodule Vitrine.Catalogue.Artist do
  use Vitrine.Entity, prefix: "art"

  typed_schema "artists" do
    field :name, :string
    field :born, :integer
    field :died, :integer
    field :biography, :string, load_in_query: false
    has_many :works, Vitrine.Catalogue.Work
    timestamps()
  end
end

defmodule Vitrine.Catalogue.Keyword do
  use Vitrine.Entity, prefix: "kwd"

  typed_schema "keywords" do
    field :label, :string
    field :lang, :string
    many_to_many :works, Vitrine.Catalogue.Work, join_through: "work_keywords"
  end
end

defmodule Vitrine.Catalogue.Location do
  use Vitrine.Entity, prefix: "loc"

  typed_schema "locations" do
    field :name, :string
    field :kind, :string
    belongs_to :parent, __MODULE__
    has_many :children, __MODULE__, foreign_key: :parent_id
    has_many :works, Vitrine.Catalogue.Work
  end
end

defmodule Vitrine.Catalogue.Media do
  use Vitrine.Entity, prefix: "med"

  typed_schema "media" do
    field :file, Vitrine.ImageUploader.Type
    field :width, :integer
    field :archived, :boolean, default: false
    belongs_to :work, Vitrine.Catalogue.Work
    timestamps(updated_at: false)
  end
end

defmodule Vitrine.Catalogue.ConditionReport do
  use Vitrine.Entity, prefix: "cnd"

  typed_schema "condition_reports" do
    field :grade, :integer
    field :remarks, :string
    field :examined_at, :utc_datetime_usec
    belongs_to :work, Vitrine.Catalogue.Work
  end
end

defmodule Vitrine.Catalogue.Valuation do
  use Vitrine.Entity, prefix: "val"

  typed_schema "valuations" do
    field :amount, :decimal
    field :valued_at, :utc_datetime_usec
    belongs_to :work, Vitrine.Catalogue.Work
  end
end
