namespace Parley.Server.Storage;

/// <summary>Encrypts what must be kept and read back: a webhook's secret, a trunk's password. What is only compared is hashed instead.</summary>
internal interface ISecretProtector
{
    /// <summary>Encrypts a text, to be kept in a column.</summary>
    /// <param name="purpose">What it is, such as <c>webhook</c>: what was kept as one thing cannot be read as another.</param>
    /// <param name="secret">The text.</param>
    string Protect(string purpose, string secret);

    /// <summary>The text again; <see langword="null"/> when it was changed, was kept for another purpose, or its key is lost.</summary>
    string? Unprotect(string purpose, string stored);
}
