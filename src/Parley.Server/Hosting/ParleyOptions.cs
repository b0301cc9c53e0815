namespace Parley.Server.Hosting;

/// <summary>All settings: the section <c>Parley</c> of the configuration.</summary>
public sealed class ParleyOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "Parley";

    /// <summary>How the world reaches this server over HTTP, for room addresses. Default: the address that it listens on.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Who runs this server.</summary>
    public OrganizationOptions Organization { get; } = new();

    /// <summary>Signalling.</summary>
    public SipOptions Sip { get; } = new();

    /// <summary>Sound.</summary>
    public MediaOptions Media { get; } = new();

    /// <summary>The ways to the phone network. Without any, the simulated network is used, if it is there.</summary>
    public IList<TrunkOptions> Trunks { get; } = [];

    /// <summary>The phone numbers that the trunks own.</summary>
    public IList<NumberOptions> Numbers { get; } = [];

    /// <summary>Limits of the agents that the host has added.</summary>
    public IList<AgentOptions> Agents { get; } = [];

    /// <summary>STUN and TURN servers for browsers.</summary>
    public IList<IceServerOptions> IceServers { get; } = [];

    /// <summary>Which web pages may use the public API.</summary>
    public CorsOptions Cors { get; } = new();

    /// <summary>The dialect of a local runner, without keys.</summary>
    public LocalRunnerOptions LocalRunner { get; } = new();

    /// <summary>What of the sessions' logs is kept.</summary>
    public LogOptions Logs { get; } = new();

    /// <summary>The database.</summary>
    public StorageOptions Storage { get; } = new();

    /// <summary>Keys of the API beside those in the database.</summary>
    public KeyOptions Keys { get; } = new();

    /// <summary>How long what was is kept.</summary>
    public RetentionOptions Retention { get; } = new();

    /// <summary>How often each key may ask.</summary>
    public RateLimitOptions RateLimits { get; } = new();

    /// <summary>Rooms and their tokens.</summary>
    public RoomOptions Rooms { get; } = new();

    /// <summary>What may be dialled.</summary>
    public DialoutOptions Dialout { get; } = new();

    /// <summary>Calls that come over the sockets of providers.</summary>
    public Sockets.SocketOptions Sockets { get; } = new();

    /// <summary>Calls that wait for a room.</summary>
    public DialinOptions Dialin { get; } = new();

    /// <summary>The audit log of dial-outs.</summary>
    public AuditOptions Audit { get; } = new();

    /// <summary>Outgoing webhooks.</summary>
    public WebhookOptions Webhooks { get; } = new();

    /// <summary>Recordings of calls.</summary>
    public RecordingOptions Recording { get; } = new();

    /// <summary>Captures of calls.</summary>
    public CaptureOptions Capture { get; } = new();

    /// <summary>The phone network in a box.</summary>
    public SimulatorOptions Simulator { get; } = new();
}
