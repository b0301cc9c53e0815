namespace Parley.Client.Models;

/// <summary>A set of secrets, as the server shows it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Status"><c>ready</c>, or <c>failed</c> when a value cannot be read any more.</param>
public sealed record SecretSetSummary(string Name, string Status);

/// <summary>What is in a set; values are never shown.</summary>
/// <param name="Status"><c>ready</c>, or <c>failed</c>.</param>
/// <param name="Keys">What the secrets are called.</param>
/// <param name="ErrorMessage">Why it has failed, if it has.</param>
public sealed record SecretSet(string Status, IReadOnlyList<string> Keys, string? ErrorMessage);

internal sealed record SecretSets(IReadOnlyList<SecretSetSummary> Sets);

internal sealed record SecretSetRead(string Status, string? ErrorMessage, IReadOnlyList<SecretField> Secrets);

internal sealed record SecretField(string FieldName);

internal sealed record SecretsBody(IReadOnlyList<SecretBody> Secrets);

internal sealed record SecretBody(string SecretKey, string SecretValue);
