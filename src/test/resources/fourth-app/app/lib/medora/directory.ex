defmodule Medora.Directory do
  import Ecto.Query
  alias Medora.Repo
  alias Medora.Directory.{Clinic, Membership, Patient, Provider, Specialty, User}

  def provider!(id), do: Repo.get!(Provider, id)

  def directory_page(page) do
    Provider
    |> where([p], is_nil(p.archived_at))
    |> order_by(:full_name)
    |> limit(10)
    |> offset(^((page - 1) * 10))
    |> Repo.all()
    |> Enum.map(&with_specialties/1)
  end

  defp with_specialties(provider) do
    specialties = Repo.all(Ecto.assoc(provider, :specialties))
    {provider, specialties}
  end

  # walks up the hierarchy one query a level
  def breadcrumb(nil), do: []

  def breadcrumb(clinic_id) do
    clinic = Repo.get!(Clinic, clinic_id)
    [clinic | breadcrumb(clinic.parent_id)]
  end

  def specialty_tree(nil), do: Repo.all(from s in Specialty, where: is_nil(s.parent_id)) |> Enum.map(&branch/1)

  defp branch(specialty) do
    children = Repo.all(from s in Specialty, where: s.parent_id == ^specialty.id)
    {specialty.label, Enum.map(children, &branch/1)}
  end

  def allowed?(user, clinic_id, action) do
    membership = Repo.get_by(Membership, user_id: user.id, clinic_id: clinic_id)
    membership && action in permissions(membership.role)
  end

  defp permissions("owner"), do: [:book, :cancel, :bill, :prescribe, :export, :invite]
  defp permissions(_), do: [:book]

  def clinic_setting(clinic_id, key) do
    clinic = Repo.get!(Clinic, clinic_id)
    Map.get(clinic.settings, key)
  end

  def merge_patients(rows) do
    Enum.each(rows, fn row ->
      patient = Repo.get_by(Patient, email: row.email, clinic_id: row.clinic_id)
      if patient, do: send(self(), {:merged, patient.id, row})
    end)
  end

  def find_by_email(email) do
    user = Repo.one(from p in Patient, where: fragment("lower(?)", p.email) == ^String.downcase(email))
    user || :none
  end

  def search(term) do
    rows = Repo.all(from p in Patient, where: ilike(p.last_name, ^"%#{term}%"), limit: 20)
    Enum.map(rows, & &1.id)
  end

  def lookup(term) do
    rows = Repo.all(from p in Patient, where: p.email == ^term or p.phone == ^term, limit: 5)
    Enum.map(rows, & &1.id)
  end

  def patient_names(clinic_id) do
    rows = Repo.all(from p in Patient, where: p.clinic_id == ^clinic_id, limit: 400)
    Enum.map(rows, & &1.last_name)
  end

  def everyone do
    rows = Repo.all(Patient)
    Enum.group_by(rows, & &1.clinic_id)
  end

  def patient_total do
    n = Repo.aggregate(Patient, :count)
    n + 0
  end

  def cities do
    rows = Repo.all(from p in Patient, distinct: true, select: p.status)
    Enum.sort(rows)
  end

  def without_notes do
    rows = Repo.all(from p in Patient, where: fragment("? IS NULL", p.notes), limit: 50)
    Enum.map(rows, & &1.id)
  end

  # four functions, one predicate
  def active_patients(clinic_id) do
    rows = Repo.all(from p in Patient, where: is_nil(p.archived_at) and p.status == "active" and p.clinic_id == ^clinic_id, order_by: p.last_name, limit: 50)
    Enum.map(rows, & &1.id)
  end

  def active_count(clinic_id) do
    n = Repo.aggregate(from(p in Patient, where: p.status == "active" and p.clinic_id == ^clinic_id and is_nil(p.archived_at)), :count)
    n + 0
  end

  def birthdays(clinic_id, day) do
    q = from x in Patient, where: x.clinic_id == ^clinic_id, where: is_nil(x.archived_at), where: x.status == "active" and x.born_on == ^day, select: x.email
    Repo.all(q) |> Enum.uniq()
  end

  def any_active?(clinic_id) do
    yes = Repo.exists?(from p in Patient, where: p.clinic_id == ^clinic_id and is_nil(p.archived_at) and p.status == "active")
    yes == true
  end

  def register_user(attrs) do
    %User{} |> User.changeset(attrs) |> Ecto.Changeset.unique_constraint(:email) |> Repo.insert() |> elem(0)
  end

  # fine
  def list_users(clinic_id) do
    rows = Repo.all(from u in User, join: m in assoc(u, :memberships), where: m.clinic_id == ^clinic_id, preload: [memberships: m])
    Enum.map(rows, & &1.email)
  end

  def warm do
    _ = Repo.all(Specialty)
    _ = Repo.all(from c in Clinic, where: is_nil(c.archived_at))
    _ = Repo.all(from p in Medora.Billing.Price, select: {p.code, p.cents})
    _ = Repo.all(from d in Medora.Pharmacy.Drug, select: {d.ndc, d.id})
    :ok
  end

  def policy_of(%Patient{} = patient), do: Repo.preload(patient, [:policy, :clinic]) |> Map.get(:policy)

  def email_taken?(email), do: Repo.exists?(from u in User, where: u.email == ^email) == true
end
