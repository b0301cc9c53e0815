namespace Parley.Server.Hosting;

/// <summary>Calls that are held while a webhook finds them a room: <c>Parley:Dialin</c>.</summary>
public sealed class DialinOptions
{
    /// <summary>How long such a call rings before it is answered with music: two rings. Default: 6 seconds.</summary>
    public TimeSpan RingFor { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>How long a caller waits for a room, from the first ring, when its setting does not say otherwise. Default: 30 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A WAV file (mono, 16 bits or G.711) in place of the built-in music.</summary>
    public string? HoldMusic { get; set; }

    /// <summary>The secret (base64) of dial-in webhooks that other servers send to <c>/v1/public/webhooks/{org}/{agent}/dialin</c>.</summary>
    public string? WebhookHmac { get; set; }
}
