/// Kraftfiles of our own that hold every form of every key.
enum KraftfileSamples {
    static let version07 = """
        spec: v0.7
        name: web
        unikraft:
          version: stable
          kconfig: {CONFIG_A: y, B: 0x10}
        libraries:
          musl: stable
          lwip: {version: '0.17', source: https://example.com/lwip.git, kconfig: [CONFIG_LWIP_TCP=y]}
        template: {name: elf, source: ./elf}
        targets:
          - qemu/x86_64
          - {plat: fc, arch: arm64, kconfig: {CONFIG_X: 'n'}}
        rootfs:
          source: {type: dockerfile, path: ., dockerfile: ./Dockerfile}
          format: erofs
        roms:
          - ./data.erofs
          - source: ./more
            format: cpio
        cmd: /bin/web --name 'a b'
        env: {B: 1, A: }
        labels: {a.b/c-d: 1}
        volumes: ['./a:/b:ro', ./c]
        """

    static let version06 = """
        spec: v0.6
        name: app
        outdir: out
        runtime: localhost:5000/team/app:1.0
        rootfs: ./Dockerfile
        cmd: [/server, "--port", '80']
        env:
          - HOME=/
          - TERM
          - EMPTY=
        labels:
          cooldown: 1000
          on: true
        volumes:
          - ./data:/data
          - driver: 9pfs
            source: ./conf
            destination: /conf
            readonly: true
        kconfig:
          CONFIG_TEXT: some text
          CONFIG_ON: yes
          CONFIG_OFF: no
          CONFIG_HEX: '0x400000000'
          CONFIG_NUMBER: 128
          CONFIG_OCTAL: 010
        x-note: anything
        """

    static let version05 = """
        specification: '0.5'
        name: old
        unikraft: 0.8.0
        libraries:
          newlib: stable
        targets:
          - name: first
            architecture: x86_64
            platform: kvm
            kernel: build/kernel
          - platform: linuxu/x86_64
        """

    static let all = [version05, version06, version07]
}
