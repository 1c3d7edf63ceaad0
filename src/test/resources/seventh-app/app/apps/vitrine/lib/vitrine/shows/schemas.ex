defmodule Vitrine.Shows.Exhibition do
  use Vitrine.Entity, prefix: "exh"
  alias Vitrine.Shows.{ExhibitionWork, Slot}

  typed_schema "exhibitions" do
    field :title, :string
    field :opens_on, :date
    field :closes_on, :date
    field :state, Ecto.Enum, values: [:draft, :open, :closed]
    field :deleted_at, :utc_datetime_usec
    embeds_many :texts, Text, primary_key: false do
      field :lang, :string
      field :body, :string
    end
    has_many :exhibition_works, ExhibitionWork
    has_many :works, through: [:exhibition_works, :work]
    has_many :slots, Slot
    timestamps()
  end
end

defmodule Vitrine.Shows.ExhibitionWork do
  use TypedEctoSchema

  @primary_key false
  @foreign_key_type Ecto.UUID
  typed_schema "exhibition_works" do
    belongs_to :exhibition, Vitrine.Shows.Exhibition, primary_key: true
    belongs_to :work, Vitrine.Catalogue.Work, primary_key: true
    field :rank, :integer
  end
end

defmodule Vitrine.Shows.Slot do
  use Vitrine.Entity, prefix: "slt"

  typed_schema "slots" do
    field :starts_at, :utc_datetime_usec
    field :capacity, :integer
    field :booked, :integer, default: 0
    belongs_to :exhibition, Vitrine.Shows.Exhibition
    has_many :admissions, Vitrine.Shows.Admission
  end
end

defmodule Vitrine.Shows.Admission do
  use Vitrine.Entity, prefix: "adm"

  typed_schema "admissions" do
    field :code, :string
    field :state, Ecto.Enum, values: [:held, :paid, :used, :void]
    field :price, :decimal
    belongs_to :slot, Vitrine.Shows.Slot
    belongs_to :visitor, Vitrine.People.Visitor
    timestamps()
  end
end
