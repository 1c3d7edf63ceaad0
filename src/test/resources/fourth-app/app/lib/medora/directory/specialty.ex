defmodule Medora.Directory.Specialty do
  use Medora.Schema

  schema "specialties" do
    field :code, :string
    field :label, :string
    belongs_to :parent, __MODULE__
    has_many :children, __MODULE__, foreign_key: :parent_id
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:code, :label])
    |> validate_required([:code])
  end
end
