defmodule Vitrine.People.Visitor do
  use Vitrine.Entity, prefix: "vis"

  typed_schema "visitors" do
    field :email, :string
    field :name, :string
    field :tier, :string
    field :points, :integer, default: 0
    field :deleted_at, :utc_datetime_usec
    has_many :admissions, Vitrine.Shows.Admission
    timestamps()
  end
end

defmodule Vitrine.People.Role do
  use Vitrine.Entity, prefix: "rol"

  typed_schema "roles" do
    field :name, :string
    field :museum_id, Ecto.UUID
    belongs_to :visitor, Vitrine.People.Visitor
  end
end

defmodule Vitrine.People.Remark do
  @moduledoc "A remark on anything: `subject_type` names its table."
  use Vitrine.Entity, prefix: "rem"

  typed_schema "remarks" do
    field :body, :string
    field :subject_type, :string
    field :subject_id, Ecto.UUID
    belongs_to :author, Vitrine.People.Visitor
    timestamps(updated_at: false)
  end
end

defmodule Vitrine.People.Setting do
  use Ecto.Schema

  schema "settings" do
    field :key, :string
    field :value, :string
  end
end
