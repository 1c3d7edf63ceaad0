defmodule Clinic.People.Patient do
  use Clinic.Schema

  schema "patients" do
    field :mrn, :string
    field :given_name, :string
    field :family_name, :string
    field :email, :string
    field :born_on, :date
    field :history, :string
    field :portrait, :binary
    field :allergies, {:array, :string}, default: []
    field :deleted_at, :utc_datetime_usec
    belongs_to :site, Clinic.People.Site
    has_many :visits, Clinic.People.Visit
    has_many :prescriptions, through: [:visits, :prescriptions]
    has_many :readings, Clinic.Vitals.Reading
    timestamps()
  end

  def alive(query \\ __MODULE__), do: where(query, [p], is_nil(p.deleted_at))

  def admit(attrs) do
    %__MODULE__{}
    |> cast(attrs, [:mrn, :given_name, :family_name, :email, :born_on, :site_id])
    |> validate_required([:mrn])
    |> unique_constraint(:mrn)
  end
end
