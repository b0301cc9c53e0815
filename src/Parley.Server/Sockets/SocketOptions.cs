namespace Parley.Server.Sockets;

/// <summary>Calls that providers bring over WebSockets: <c>Parley:Sockets</c>.</summary>
public sealed class SocketOptions
{
    /// <summary>How long a socket may take to say which call it is, 1 second to a minute. Default: 10 seconds.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many sockets may be open that have not said it, 1..10000. Default: 200.</summary>
    public int MaxWaiting { get; set; } = 200;

    /// <summary>How calls are ended at Twilio. Without a secret, closing the socket has to do.</summary>
    public ProviderAccountOptions Twilio { get; } = new() { BaseUrl = new("https://api.twilio.com") };

    /// <summary>How calls are ended at Telnyx.</summary>
    public ProviderAccountOptions Telnyx { get; } = new() { BaseUrl = new("https://api.telnyx.com") };

    /// <summary>How calls are ended at Plivo.</summary>
    public ProviderAccountOptions Plivo { get; } = new() { BaseUrl = new("https://api.plivo.com") };
}

/// <summary>An account at a provider, for ending calls.</summary>
public sealed class ProviderAccountOptions
{
    /// <summary>Where its API is.</summary>
    public Uri BaseUrl { get; set; } = null!;

    /// <summary>The account; the one that the call names when absent. Telnyx has none.</summary>
    public string? AccountId { get; set; }

    /// <summary>The auth token, or at Telnyx the API key. Without it nothing is asked of the API.</summary>
    public string? Secret { get; set; }
}
