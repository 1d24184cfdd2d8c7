import * as vscode from 'vscode';
import type { Way } from '../../models/proxy/ownFetch';
import type { Fetch } from '../../models/request';
import { type BundleFiles, loadOwnFetch } from './bundle';

/** How requests leave: as VS Code's settings under `http` say. */
export class WayOut {
  private kept: { of: string; fetch: Fetch } | undefined;

  constructor(private readonly files: BundleFiles) {}

  /**
   * VS Code's own fetch takes the proxy and the certificates that are set, but neither `proxyStrictSSL` nor
   * `proxyAuthorization`.
   */
  fetch(): Fetch {
    const way = readWay();
    if (way.strict && way.authorization === '') return globalThis.fetch;
    const of = JSON.stringify(way);
    if (this.kept?.of !== of) {
      const { ownFetch } = loadOwnFetch(this.files);
      this.kept = { of, fetch: ownFetch(way) };
    }
    return this.kept.fetch;
  }
}

function readWay(): Way {
  const http = vscode.workspace.getConfiguration('http');
  const isOff = http.get('proxySupport') === 'off';
  return {
    proxy: http.get<string | null>('proxy') ?? '',
    noProxy: isOff ? ['*'] : (http.get<string[] | null>('noProxy') ?? []),
    authorization: http.get<string | null>('proxyAuthorization') ?? '',
    strict: http.get<boolean | null>('proxyStrictSSL') !== false,
    systemCertificates: http.get<boolean | null>('systemCertificates') !== false,
  };
}
