namespace Parley.Server.Webhooks;

/// <summary>How the secrets of webhooks and of dial-in settings lie in the database.</summary>
internal interface IWebhookSecrets
{
    /// <summary>What is stored of a secret.</summary>
    string Protect(string secret);

    /// <summary>The secret again.</summary>
    string Unprotect(string stored);
}

/// <summary>As they are: the database file can be read by its owner only.</summary>
internal sealed class PlainSecrets : IWebhookSecrets
{
    public string Protect(string secret) => secret;

    public string Unprotect(string stored) => stored;
}
