using Parley.Server.Storage;

namespace Parley.Server.Webhooks;

/// <summary>Encrypts the secrets of webhooks, which lie in the database.</summary>
internal sealed class WebhookSecrets(ISecretProtector protector)
{
    /// <summary>What is said where a secret is needed that cannot be read.</summary>
    public const string Unreadable = "cannot be read any more: the key it was encrypted with is lost";

    private const string Purpose = "webhook";

    /// <summary>What is stored of a secret.</summary>
    public string Protect(string secret) => protector.Protect(Purpose, secret);

    /// <summary>The secret again; <see langword="null"/> when its key is lost, or when there was none.</summary>
    public string? Unprotect(string? stored) => stored is null ? null : protector.Unprotect(Purpose, stored);
}
