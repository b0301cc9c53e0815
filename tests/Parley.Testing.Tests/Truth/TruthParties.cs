using System.Text;
using Parley.Simulation.Carrier;
using Parley.Simulation.Personas;
using Parley.Sip;

namespace Parley.Testing.Tests.Truth;

/// <summary>Answers with a description of its own.</summary>
internal sealed record AnswersWith(string Description) : Persona
{
    public override string Name => "answers with its own description";

    public override async Task TakeCallAsync(Phone phone, CancellationToken cancellationToken)
    {
        await ((IncomingCall)phone.Sip).AnswerAsync(Encoding.UTF8.GetBytes(Description), cancellationToken: cancellationToken);
        await phone.PauseAsync(TimeSpan.FromMinutes(5), cancellationToken);
    }
}

/// <summary>Gives its answer to our offer before it picks up, and a bare 200 then.</summary>
internal sealed record AnswersInProgress : Persona
{
    public override string Name => "answers in progress";

    public override async Task TakeCallAsync(Phone phone, CancellationToken cancellationToken)
    {
        await phone.OpenEarlyAsync(cancellationToken);
        await phone.PauseAsync(TimeSpan.FromSeconds(1), cancellationToken);
        await ((IncomingCall)phone.Sip).AnswerAsync(default, cancellationToken: cancellationToken);
        await phone.PauseAsync(TimeSpan.FromSeconds(3), cancellationToken);
        await phone.HangUpAsync(cancellationToken);
    }
}

/// <summary>Rings for a second, and then answers no request of the call any more.</summary>
internal sealed record RingsAndVanishes : Persona
{
    public override string Name => "rings and vanishes";

    public override async Task TakeCallAsync(Phone phone, CancellationToken cancellationToken)
    {
        await phone.RingAsync(TimeSpan.FromSeconds(1), cancellationToken);
        phone.Vanish();
    }
}

/// <summary>Refuses the first call with a challenge or a redirection, and answers the next.</summary>
internal sealed record RefusesOnce(int Status, string Header, Func<Phone, string> Value) : Persona
{
    private bool _refused;

    public override string Name => "refuses once";

    public override async Task TakeCallAsync(Phone phone, CancellationToken cancellationToken)
    {
        if (!_refused)
        {
            _refused = true;
            await phone.RejectAsync(Status, headers: [new(Header, Value(phone))], cancellationToken: cancellationToken);
            return;
        }

        await phone.AnswerAsync(cancellationToken);
        await phone.PauseAsync(TimeSpan.FromSeconds(3), cancellationToken);
    }
}

/// <summary>Descriptions that leave no sound.</summary>
internal static class Descriptions
{
    public const string G729 = "v=0\r\no=- 1 1 IN IP4 10.0.0.2\r\ns=-\r\nc=IN IP4 10.0.0.2\r\nt=0 0\r\nm=audio 31000 RTP/AVP 18\r\na=rtpmap:18 G729/8000\r\n";

    public const string Refused = "v=0\r\no=- 1 1 IN IP4 10.0.0.2\r\ns=-\r\nc=IN IP4 10.0.0.2\r\nt=0 0\r\nm=audio 0 RTP/AVP 0\r\n";
}

/// <summary>Sends every caller to the next address.</summary>
internal sealed record Redirects : Persona
{
    private bool _again;

    public override string Name => "redirects";

    public override Task TakeCallAsync(Phone phone, CancellationToken cancellationToken)
    {
        var target = _again ? "again@10.0.0.2" : $"{phone.Call.Number}@10.0.0.2:5060;floor=2";
        _again = true;
        return phone.RejectAsync(302, headers: [new("Contact", $"<sip:{target}>")], cancellationToken: cancellationToken);
    }
}
