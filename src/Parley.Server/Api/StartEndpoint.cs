using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Parley.Server.Deployments;
using Parley.Server.Hosting;
using Parley.Server.Sessions;
using Parley.Server.Sockets;

namespace Parley.Server.Api;

/// <summary><c>POST /v1/public/{agent}/start</c>: from a request to a running session (contract 1).</summary>
internal sealed class StartEndpoint(AgentDirectory agents, SessionStarter starter, SocketInvitations invitations, IceServers ice, IOptions<ParleyOptions> options, TimeProvider time)
{
    private const string NoCaptures = "capture: this server captures no calls; its operator can let it, with 'parley serve --capture FOLDER' or the setting Parley:Capture:Directory";

    public async Task<IResult> HandleAsync(string agent, HttpRequest request, CancellationToken cancellationToken)
    {
        if (!agents.IsStartable(agent))
        {
            return ApiError.NoSuchAgent.ToResult();
        }

        if (await RequestBody.ReadAsync(request, StartRequest.MaxSize, cancellationToken) is not { } bytes)
        {
            return ApiError.TooLarge.ToResult();
        }

        return StartRequestReader.TryRead(bytes, time.GetUtcNow(), out var start) is { } error
            ? error.ToResult()
            : start is { Capture: true } && options.Value.Capture.Directory is null
            ? ApiError.Bad(NoCaptures).ToResult()
            : start!.ForSocket ? invitations.Invite(agent, start)
            : await StartAsync(agent, start, cancellationToken);
    }

    private async Task<IResult> StartAsync(string agent, ValidStart start, CancellationToken cancellationToken)
    {
        var started = await starter.StartAsync(agent, start, cancellationToken);
        return started.Admission switch
        {
            SessionAdmission.AtCapacity => ApiError.AtCapacity.ToResult(),
            SessionAdmission.ServerStopping => ApiError.Stopping.ToResult(),
            SessionAdmission.NotReady => ApiError.NotReadyToStart.ToResult(),
            SessionAdmission.NoSuchAgent => ApiError.NoSuchAgent.ToResult(),
            _ => TypedResults.Ok(new StartResponse(started.SessionId)
            {
                DailyRoom = started.CallerToken is null ? null : started.Room?.Url,
                DailyToken = started.CallerToken,
                IceConfig = start.WantsIceServers ? ice.For(started.SessionId) : null,
            }),
        };
    }
}
