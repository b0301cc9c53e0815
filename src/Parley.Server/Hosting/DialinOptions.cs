namespace Parley.Server.Hosting;

/// <summary>Calls that are held while a webhook finds them a room, and calls to the addresses of rooms: <c>Parley:Dialin</c>.</summary>
public sealed class DialinOptions
{
    /// <summary>How long a call that is held rings before it is answered with music: two rings. 0 to 1 minute; default: 6 seconds.</summary>
    public TimeSpan RingFor { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>How long a caller waits for a room, from the first ring, when its setting does not say otherwise. 1 second to 2 minutes; default: 30 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What a caller is told who got no room, when its setting has no message; spoken by the host's text-to-speech. Default: nothing.</summary>
    public string? Message { get; set; }

    /// <summary>A WAV file (mono, 16 bits or G.711, any rate, at most 10 MB) in place of the built-in music.</summary>
    public string? HoldMusic { get; set; }

    /// <summary>
    /// Networks that may call the SIP addresses of rooms and of dial-in settings, but no numbers, without being a trunk: <c>192.0.2.0/24</c>. Others need a meeting token for the
    /// room. Default: none.
    /// </summary>
    public IList<string> AllowFrom { get; } = [];

    /// <summary>The secret (base64) of dial-in webhooks that other servers send to <c>/v1/public/webhooks/{org}/{agent}/dialin</c>.</summary>
    public string? WebhookHmac { get; set; }
}
